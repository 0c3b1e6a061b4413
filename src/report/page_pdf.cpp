// The page as PDF: pango sets the words, librsvg draws the charts, cairo writes the file.

#include "report/html.hpp"
#include "report/page.hpp"
#include "report/strings.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <librsvg/rsvg.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace fadecast::report {
namespace {

constexpr double mm = 72 / 25.4;   // points
constexpr double natural = 1.149;  // height of a line of these fonts, relative to their letters
constexpr double gap_mm = 1.9, heading_pt = 8.4, small_pt = 6.8, least_scale = .6;

template <auto release>
struct Release {
    template <typename T>
    void operator()(T* object) const {
        release(object);
    }
};
template <typename T, auto release>
using Owned = std::unique_ptr<T, Release<release>>;
using Surface = Owned<cairo_surface_t, cairo_surface_destroy>;
using Context = Owned<cairo_t, cairo_destroy>;

struct Look {
    double size_pt;
    bool bold = false;
    const char* colour = ink;
    int most_lines = 1;
    PangoAlignment alignment = PANGO_ALIGN_LEFT;
    double line = Page::line;
};

double column_mm(std::size_t column) { return column == 0 ? Page::left_mm : Page::right_mm; }

double indent_mm(const Words& words) { return words.label.empty() ? 0 : Page::label_mm + 1.5; }

/// Sets the page from top to bottom, in millimetres, with words scaled where the sheet is full.
class Painter {
public:
    Painter(cairo_t* cairo, double scale)
        : cairo_(cairo), scale_(scale), layout_(pango_cairo_create_layout(cairo)) {
        // Widths as on paper, not rounded to a screen's pixels.
        PangoContext* context = pango_layout_get_context(layout_.get());
        const Owned<cairo_font_options_t, cairo_font_options_destroy> options(cairo_font_options_create());
        cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
        pango_cairo_context_set_font_options(context, options.get());
        pango_context_set_round_glyph_positions(context, FALSE);
    }

    /// @return the height that the page needs with its footer, mm
    double paint(const Page& page) {
        words(page.heading, 0, 0, 60, {11, true});
        words(page.header, 45, 1.1, Page::width_mm - 45, {Page::body_pt, false, quiet, 1, PANGO_ALIGN_RIGHT});
        rule(5.9, .4, strong);
        double y = 8.2;
        y += words(page.answer.text, 0, y, Page::width_mm,
                   {13, true, ink, page.answer.most_lines, PANGO_ALIGN_LEFT, 1.25}) +
             1;
        if (!page.zones.text.empty())
            y += words(page.zones.text, 0, y, Page::width_mm,
                       {Page::body_pt, false, ink, page.zones.most_lines}) +
                 1;
        y = block(page.course, 0, y + 1, Page::width_mm);
        if (!page.moments.empty()) y = strip(page, y);
        double bottom = y, x = 0;
        for (std::size_t i = 0; i < page.columns.size(); ++i) {
            const double width = column_mm(i);
            double at = y;
            for (const Block& each : page.columns[i]) at = block(each, x, at, width);
            bottom = std::max(bottom, at);
            x = Page::width_mm - Page::right_mm;
        }
        const double foot = Page::height_mm - 4;
        rule(foot, .2, quiet);
        words(page.note, 0, foot + .8, 70, {small_pt, false, quiet});
        words(page.footer, 60, foot + .8, Page::width_mm - 60,
              {small_pt, false, quiet, 1, PANGO_ALIGN_RIGHT});
        return bottom - gap_mm + 1.5 + 4;
    }

    /// Lines that a text of the page's body needs.
    int lines(const std::string& text, double width) {
        set(text, width, {Page::body_pt, false, ink, 1000});
        return pango_layout_get_line_count(layout_.get());
    }

private:
    /// @return height, mm
    double words(const std::string& text, double x, double y, double width, const Look& look) {
        set(text, width, look);
        const double size = look.size_pt * scale_;
        colour(look.colour);
        cairo_move_to(cairo_, x * mm, y * mm + (look.line - natural) / 2 * size);
        pango_cairo_show_layout(cairo_, layout_.get());
        return pango_layout_get_line_count(layout_.get()) * look.line * size / mm;
    }

    void set(const std::string& text, double width, const Look& look) {
        PangoLayout* layout = layout_.get();
        const Owned<PangoFontDescription, pango_font_description_free> font(
            pango_font_description_from_string("Liberation Sans, Helvetica, Arial, sans-serif"));
        pango_font_description_set_absolute_size(font.get(), look.size_pt * scale_ * PANGO_SCALE);
        if (look.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
        pango_layout_set_font_description(layout, font.get());
        pango_layout_set_text(layout, text.data(), int(text.size()));
        pango_layout_set_width(layout, int(width * mm * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_height(layout, -look.most_lines);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_alignment(layout, look.alignment);
        // Between the middles of lines as in HTML, where a line's leading stands half above and half below.
        pango_layout_set_line_spacing(layout, float(look.line / natural));
    }

    void colour(const char* name) {
        PangoColor rgb{};
        pango_color_parse(&rgb, name);
        cairo_set_source_rgb(cairo_, rgb.red / 65535., rgb.green / 65535., rgb.blue / 65535.);
    }

    void rule(double y, double thickness, const char* name, double x = 0, double width = Page::width_mm) {
        colour(name);
        cairo_rectangle(cairo_, x * mm, y * mm, width * mm, thickness * mm);
        cairo_fill(cairo_);
    }

    double heading(const Block& block, double x, double y, double width) {
        PangoRectangle end{};
        const double height =
            words(block.title, x, y, width, {heading_pt, true, strong, 1, PANGO_ALIGN_LEFT, 1.2});
        pango_layout_get_extents(layout_.get(), nullptr, &end);
        const double after = (end.x + end.width) / double(PANGO_SCALE) / mm + 1;
        if (!block.note.empty())
            words(block.note, x + after, y + .45, width - after, {7, false, quiet, 1, PANGO_ALIGN_LEFT, 1.2});
        return y + height + .7;
    }

    double block(const Block& block, double x, double y, double width) {
        y = heading(block, x, y, width);
        if (!block.chart.svg.empty()) {
            draw(block.chart, x, y);
            y += block.chart.height_mm;
        }
        if (!block.table.rows.empty()) y = table(block.table, x, y, width) + 1;
        for (const Words& each : block.words) {
            const double indent = indent_mm(each);
            const double label =
                indent > 0 ? words(each.label, x, y, Page::label_mm, {Page::body_pt, true, ink, 2}) : 0;
            y += std::max(label, words(each.text, x + indent, y, width - indent,
                                       {Page::body_pt, false, ink, each.most_lines})) +
                 .4;
        }
        return y + gap_mm;
    }

    double table(const Table& table, double x, double y, double width) {
        const double first = .28 * width,
                     other = (width - first) / double(std::max<std::size_t>(1, table.head.size() - 1));
        const auto row = [&](const std::vector<std::string>& cells, const Look& look) {
            double height = 0;
            for (std::size_t i = 0; i < cells.size(); ++i) {
                Look each = look;
                each.alignment = i == 0 ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT;
                height =
                    std::max(height, words(cells[i], i == 0 ? x : x + first + (double(i) - 1) * other + 1.5,
                                           y, i == 0 ? first : other - 1.5, each));
            }
            y += height + .3;
        };
        row(table.head, {Page::body_pt, false, quiet, 2, PANGO_ALIGN_LEFT, 1.2});
        rule(y, .15, quiet, x, width);
        y += .3;
        for (std::size_t i = 0; i < table.rows.size(); ++i)
            row(table.rows[i], {Page::body_pt, i == 0, ink, 1, PANGO_ALIGN_LEFT, 1.2});
        return y;
    }

    void draw(const Chart& chart, double x, double y) {
        GError* error = nullptr;
        const Owned<RsvgHandle, g_object_unref> svg(rsvg_handle_new_from_data(
            reinterpret_cast<const guint8*>(chart.svg.data()), chart.svg.size(), &error));
        const RsvgRectangle place{x * mm, y * mm, chart.width_mm * mm, chart.height_mm * mm};
        if (svg && rsvg_handle_render_document(svg.get(), cairo_, &place, &error)) return;
        const std::string reason = error ? error->message : "no reason given";
        g_clear_error(&error);
        throw Error("librsvg could not draw a chart of the page: " + reason);
    }

    double strip(const Page& page, double y) {
        y = heading(page.pictures, 0, y, Page::width_mm);
        constexpr double step = Page::picture_mm + Page::picture_gap_mm, moment = step + Page::small_mm;
        double x = 0;
        for (const Moment& each : page.moments) {
            picture(each.middle, x, y, Page::picture_mm);
            picture(each.fast, x + step, y, Page::small_mm);
            picture(each.slow, x + step, y + Page::small_mm + Page::picture_gap_mm, Page::small_mm);
            const double under = y + step - .4;
            words(each.caption, x, under, moment, {Page::body_pt, true});
            PangoRectangle end{};
            pango_layout_get_extents(layout_.get(), nullptr, &end);
            const double after = end.width / double(PANGO_SCALE) / mm + 1;
            words(each.month, x + after, under, std::max(1., moment - after), {Page::body_pt});
            x += moment + (Page::width_mm - 4 * moment) / 3;
        }
        return y + step + 2.9 + gap_mm;
    }

    void picture(const Picture& picture, double x, double y, double side_mm) {
        const Surface image(cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height));
        cairo_surface_flush(image.get());
        unsigned char* bytes = cairo_image_surface_get_data(image.get());
        if (!bytes) throw Error("cairo could not make a picture of the page; is there memory left?");
        const int stride = cairo_image_surface_get_stride(image.get());
        for (int row = 0; row < picture.height; ++row)
            for (int column = 0; column < picture.width; ++column) {
                const std::uint8_t* rgb = &picture.rgb[(std::size_t(row) * picture.width + column) * 3];
                reinterpret_cast<std::uint32_t*>(bytes + std::ptrdiff_t(row) * stride)[column] =
                    std::uint32_t(rgb[0]) << 16 | std::uint32_t(rgb[1]) << 8 | rgb[2];
            }
        cairo_surface_mark_dirty(image.get());
        cairo_save(cairo_);
        cairo_translate(cairo_, x * mm, y * mm);
        cairo_scale(cairo_, side_mm * mm / picture.width, side_mm * mm / picture.width);
        cairo_set_source_surface(cairo_, image.get(), 0, 0);
        cairo_paint(cairo_);
        cairo_restore(cairo_);
    }

    cairo_t* cairo_;
    double scale_;
    Owned<PangoLayout, g_object_unref> layout_;
};

/// What a painter that nobody sees says of a page.
template <typename Question>
auto measured(double scale, const Question& question) {
    const Surface nowhere(cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1));
    const Context cairo(cairo_create(nowhere.get()));
    Painter painter(cairo.get(), scale);
    return question(painter);
}

double measured_mm(const Page& page, double scale) {
    return measured(scale, [&](Painter& painter) { return painter.paint(page); });
}

// The first parts of a list, with a pointer to where the others are.
std::string first_parts(const Words& list, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? list.between : "") + list.parts[i];
    if (count < list.parts.size())
        text += (count > 0 ? list.between : "") +
                fmt::format(fmt::runtime(list.between == " " ? say::more_sentences : say::more_in_plan),
                            list.parts.size() - count);
    return unbroken(text);
}

// As much of a list as its lines hold; at least its first part, which then ends in an ellipsis.
void cut(Words& list, double width) {
    std::size_t count = list.parts.size();
    const auto lines = [&] {
        return measured(1, [&](Painter& painter) { return painter.lines(first_parts(list, count), width); });
    };
    while (count > 1 && lines() > list.most_lines) --count;
    list.text = first_parts(list, count);
}

}  // namespace

void fit_lists(Page& page) {
    constexpr double reserve_mm = 4;  // lines of another font may be a little wider
    for (std::size_t i = 0; i < page.columns.size(); ++i)
        for (Block& block : page.columns[i])
            for (Words& list : block.words)
                if (!list.parts.empty()) cut(list, column_mm(i) - indent_mm(list));
    for (std::size_t i = 0; i < page.columns.size(); ++i)
        for (Block& block : page.columns[i])
            for (Words& list : block.words) {
                const double width = column_mm(i) - indent_mm(list);
                while (!list.parts.empty() && list.text != first_parts(list, list.parts.size())) {
                    const Words before = list;
                    ++list.most_lines;
                    cut(list, width);
                    if (set_height_mm(page) <= Page::height_mm - reserve_mm) continue;
                    list = before;
                    break;
                }
            }
}

double set_height_mm(const Page& page) { return measured_mm(page, 1); }

std::string page_pdf(const Page& page, Sheet sheet) {
    double scale = 1;
    while (scale > least_scale && measured_mm(page, scale) > Page::height_mm) scale *= .97;

    std::string bytes;
    const auto append = [](void* all, const unsigned char* data, unsigned length) {
        static_cast<std::string*>(all)->append(reinterpret_cast<const char*>(data), length);
        return CAIRO_STATUS_SUCCESS;
    };
    const Surface surface(
        cairo_pdf_surface_create_for_stream(append, &bytes, sheet.width_mm * mm, sheet.height_mm * mm));
    const std::string date = iso_date(page.date) + "T00:00:00Z";
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, page.title.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, page.note.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_KEYWORDS, page.footer.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "fadecast");
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
    {
        const Context cairo(cairo_create(surface.get()));
        cairo_translate(cairo.get(), (sheet.width_mm - Page::width_mm) / 2 * mm,
                        (sheet.height_mm - Page::height_mm) / 2 * mm);
        Painter(cairo.get(), scale).paint(page);
        cairo_show_page(cairo.get());
    }
    cairo_surface_finish(surface.get());
    if (const cairo_status_t status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS)
        throw Error(std::string("cairo could not write the page as PDF: ") + cairo_status_to_string(status));
    return bytes;
}

}  // namespace fadecast::report
