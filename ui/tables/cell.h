// What a table's cell says beyond its text, as roles that CellDelegate paints, and a column as a value that a model is
// made of.
#pragma once

#include <QCoreApplication>
#include <QMetaType>
#include <QString>
#include <QVariant>
#include <utility>
#include <vector>

#include "ui/theme/format.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {

enum CellRole {
  SortRole = Qt::UserRole + 1,  // a number or a text to sort by; the shown text when absent
  KeyRole,                      // the key of the row; of a header the title as it is in the source
  ToneRole,                     // int(Tone) of the text, or of the badge
  KindRole,                     // int(CellKind)
  BarRole,                      // Bar
  DimRole,                      // bool: in the muted colour, since it is of the past or of no weight
  MarksRole,                    // Marks
  SwatchRole,                   // QColor of the line that stands for the row in a chart
  RawRole,  // what an export writes: a number, or a text; nothing: not known. Of a header: with unit
};

enum class CellKind {
  Words,
  Number,  // monospaced, right
  Code,    // monospaced, left: ids, addresses
  Badge,   // the text on a filled pill
  Bar,     // painted shares; the text is for copies, screen readers and tooltips
  Dot,     // a dot in the tone and the word
  Marks,   // several dots, each in its tone, and the words
};

/// The dots of CellKind::Marks, from the left.
struct Marks {
  std::vector<Tone> tones;
  bool operator==(const Marks&) const = default;
};

/// Parts of a whole, from the left; what is left to 1 is empty.
struct Bar {
  struct Part {
    double share = 0;  // 0..1
    QColor color;
    bool operator==(const Part&) const = default;
  };
  std::vector<Part> parts;
  bool operator==(const Bar&) const = default;
};

template <typename Row>
struct Column {
  const char* title = "";  // marked with QT_TRANSLATE_NOOP in `context`
  const char* context = "";
  CellKind kind = CellKind::Words;
  QString (*text)(const Row&) = nullptr;   // always
  QVariant (*sort)(const Row&) = nullptr;  // and all of these when they are wanted
  Tone (*tone)(const Row&) = nullptr;
  Bar (*bar)(const Row&) = nullptr;      // CellKind::Bar
  Marks (*marks)(const Row&) = nullptr;  // CellKind::Marks
  QColor (*swatch)(const Row&) = nullptr;
  bool (*dim)(const Row&) = nullptr;
  QString (*tip)(const Row&) = nullptr;
  const char* titleTip = "";              // what the column means
  const char* unit = "";                  // of what an export writes: "ms"
  QVariant (*raw)(const Row&) = nullptr;  // and the value; else a number's `sort`, and else the text

  QVariant data(const Row& row, int role) const {
    switch (role) {
      case Qt::DisplayRole: return text(row);
      case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (kind == CellKind::Number ? Qt::AlignRight : Qt::AlignLeft)));
      case Qt::ToolTipRole: return tip ? QVariant(format::tip(tip(row))) : QVariant();
      case RawRole: return rawOf(row);
      case SortRole: return sort ? sort(row) : QVariant(text(row));
      case ToneRole: return tone ? QVariant(static_cast<int>(tone(row))) : QVariant();
      case KindRole: return static_cast<int>(kind);
      case DimRole: return dim != nullptr && dim(row);
      case SwatchRole: return swatch ? QVariant::fromValue(swatch(row)) : QVariant();
      case MarksRole: return marks ? QVariant::fromValue(marks(row)) : QVariant();
      case BarRole: return bar ? QVariant::fromValue(bar(row)) : QVariant();
      default: return {};
    }
  }

  QVariant rawOf(const Row& row) const {
    if (raw) return raw(row);
    const QString shown = text(row);
    if (shown == format::dash()) return {};
    return kind == CellKind::Number && sort ? sort(row) : QVariant(shown);
  }

  QVariant header(int role) const {
    if (role == RawRole) {
      const QString name = QCoreApplication::translate(context, title);
      return *unit == '\0' ? name : QStringLiteral("%1 (%2)").arg(name, QString::fromUtf8(unit));
    }
    if (role == Qt::DisplayRole) return QCoreApplication::translate(context, title);
    if (role == KeyRole) return QString::fromUtf8(title);
    if (role == Qt::TextAlignmentRole)
      return QVariant::fromValue(
          Qt::Alignment(Qt::AlignVCenter | (kind == CellKind::Number ? Qt::AlignRight : Qt::AlignLeft)));
    if (role == Qt::ToolTipRole && *titleTip != '\0') return QCoreApplication::translate(context, titleTip);
    return {};
  }
};

}  // namespace orderdeck::ui

Q_DECLARE_METATYPE(orderdeck::ui::Bar)
Q_DECLARE_METATYPE(orderdeck::ui::Marks)
