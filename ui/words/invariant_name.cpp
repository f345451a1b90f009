#include "ui/words/invariant_name.h"

#include <QCoreApplication>

#include "domain/invariants.h"
#include "ui/theme/format.h"

namespace orderdeck::ui {

QString invariantName(const api::InvariantView& invariant) {
  if (invariant.number < 1 || invariant.number > std::ssize(domain::kInvariants)) return format::text(invariant.name);
  return QCoreApplication::translate("Invariant",
                                     domain::kInvariants[static_cast<std::size_t>(invariant.number) - 1].name);
}

}  // namespace orderdeck::ui
