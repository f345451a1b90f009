#include "ui/words/invariant_name.h"

#include <QCoreApplication>

#include "ui/theme/format.h"

namespace orderdeck::ui {

QString invariantName(const api::InvariantView& invariant) {
  static constexpr const char* kNames[] = {
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "no oversell"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "no undersell"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "stock conserved"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "no lost order"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "one charge per order"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "legal transitions"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "order of events"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "idempotent orders"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "fencing tokens grow"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "Redis = ledger"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "everything bounded"),
      QT_TRANSLATE_NOOP("orderdeck::ui::InvariantList", "recovery in time"),
  };
  const auto at = static_cast<std::size_t>(invariant.number) - 1;
  if (invariant.number < 1 || at >= std::size(kNames)) return format::text(invariant.name);
  return QCoreApplication::translate("orderdeck::ui::InvariantList", kNames[at]);
}

}  // namespace orderdeck::ui
