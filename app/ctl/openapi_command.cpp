// `orderdeckctl openapi`: the OpenAPI description of the running backend's control API.
#include "app/ctl/context.h"

namespace orderdeck::ctl {

void addOpenApi(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("openapi", "the OpenAPI description of the control API, as JSON");
  command->callback([&context] {
    context.json = true;  // whatever was said: it is nothing else
    if (const auto body = context.call(api::openApi())) context.print(*body);
  });
}

}  // namespace orderdeck::ctl
