// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include <memory>

// A static library's resources are dropped by the linker unless somebody asks for them; the macro must stand outside
// of any namespace.
static void load_icons()
{
    Q_INIT_RESOURCE(icons);
}

namespace kneepoint::ui {

namespace {

QString icon_file(const QString& name)
{
    load_icons();
    return ":/kneepoint/icons/" + name + ".svg";
}

/// Draws the SVG when asked, in the colours of that moment, sharp at every size and pixel ratio.
class SymbolEngine : public QIconEngine {
public:
    explicit SymbolEngine(QString name)
        : m_name(std::move(name)), m_svg(std::make_shared<QSvgRenderer>(icon_file(m_name)))
    {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        painter->drawPixmap(rect, draw(rect.size() * painter->device()->devicePixelRatioF(), mode, state));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override { return draw(size, mode, state); }
    QIconEngine* clone() const override { return new SymbolEngine(*this); }
    QString key() const override { return "kneepoint"; }
    QString iconName() override { return m_name; }
    bool isNull() override { return !m_svg->isValid(); }

private:
    QPixmap draw(const QSize& size, QIcon::Mode mode, QIcon::State) const
    {
        const int side = std::min(size.width(), size.height());
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        m_svg->render(&painter, QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0, side, side));
        if (m_name == "kneepoint") return pixmap;
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), colour(mode));
        return pixmap;
    }
    static QColor colour(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled) return palette.color(QPalette::Disabled, QPalette::Text);
        return palette.color(mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::Text);
    }

    QString m_name;
    std::shared_ptr<QSvgRenderer> m_svg;
};

} // namespace

QIcon icon(const QString& name)
{
    return QFile::exists(icon_file(name)) ? QIcon(new SymbolEngine(name)) : QIcon();
}

QStringList icon_names()
{
    load_icons();
    QStringList names = QDir(":/kneepoint/icons").entryList({"*.svg"}, QDir::Files, QDir::Name);
    for (QString& name : names) name.chop(4);
    return names;
}

} // namespace kneepoint::ui
