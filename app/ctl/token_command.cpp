// `orderdeckctl token create|list|revoke`: tokens of the control API that may not do everything.
#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"
#include "app/ctl/word_option.h"
#include "core/private_file.h"

namespace orderdeck::ctl {

namespace {

struct TokenOptions {
  std::string name, out;
  api::ScopeWord scope = api::Scope::View;
};

void create(Context& context, const TokenOptions& options) {
  const auto body = context.call(api::createToken(options.name, options.scope));
  if (!body) return;
  const auto made = context.decoded<api::MadeToken>(*body);
  if (!made) return;
  if (options.out.empty()) {
    if (context.json) return context.print(*body);
    return fmt::print("{}\n", made->token);
  }
  if (const auto written = core::writePrivateFile(options.out, made->token + "\n"); !written) {
    context.fail(written.error());
    static_cast<void>(context.call(api::revokeToken(options.name)));  // nobody knows it
    return;
  }
  if (context.json) return context.print(api::encodeJson(api::TokenView{made->name, made->scope}));
  fmt::print("{} may {}; its token is in {}\n", made->name, made->scope.text(), options.out);
}

void list(Context& context) {
  const auto body = context.call(api::listTokens());
  if (!body) return;
  if (context.json) return context.print(*body);
  const auto tokens = context.decoded<std::vector<api::TokenView>>(*body);
  if (!tokens) return;
  if (tokens->empty()) return fmt::print("no token was made: there is the one of run.json alone\n");
  Table table{"NAME", "SCOPE"};
  for (const api::TokenView& token : *tokens) table.add({token.name, std::string(token.scope.text())});
  fmt::print("{}", table.text());
}

}  // namespace

void addTokens(CLI::App& app, Context& context) {
  auto* token = app.add_subcommand("token", "tokens of the control API that may view, operate, or everything");
  token->require_subcommand(1);
  auto options = std::make_shared<TokenOptions>();
  auto* creating = token->add_subcommand("create", "makes a token and prints it, this once");
  creating->add_option("NAME", options->name, "what the log of acts calls it")->required();
  addWord(*creating, "--scope", options->scope, "what it may do");
  creating->add_option("--out", options->out, "writes it into this file (mode 0600) and does not print it");
  creating->callback([&context, options] { create(context, *options); });

  token->add_subcommand("list", "the tokens that were made")->callback([&context] { list(context); });

  auto* revoking = token->add_subcommand("revoke", "ends a token at once");
  revoking->add_option("NAME", options->name)->required();
  revoking->callback([&context, options] {
    const auto body = context.call(api::revokeToken(options->name));
    if (!body) return;
    if (context.json) return context.print(*body);
    fmt::print("{} is revoked\n", options->name);
  });
}

}  // namespace orderdeck::ctl
