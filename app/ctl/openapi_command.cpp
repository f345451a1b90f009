// `orderdeckctl openapi`: the OpenAPI description of the running backend's control API.
#include <fmt/format.h>

#include "app/ctl/context.h"

namespace orderdeck::ctl {

void addOpenApi(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("openapi", "the OpenAPI description of the control API, as JSON");
  command->callback([&context] {
    if (const auto body = context.call(api::openApi())) fmt::print("{}\n", *body);
  });
}

}  // namespace orderdeck::ctl
