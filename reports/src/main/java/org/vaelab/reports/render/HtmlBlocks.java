// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.text.Escape.html;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Failure;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.tables.HtmlTable;
import org.vaelab.reports.text.NumberText;

/**
 * Appends the blocks of sections to a page.
 *
 * @param targets the ids to which cells of tables may link
 * @param formats the formats of the report, to whose files a figure links
 */
record HtmlBlocks(Set<String> targets, Set<Format> formats, StringBuilder out) {

    private static final int LARGEST_SCALE = 4;
    private static final int SHEET_WIDTH = 640;

    void append(Section.Block block) {
        if (block instanceof Section.OfTable of) {
            out.append(HtmlTable.of(of.table(), targets));
        } else if (block instanceof Section.OfFigure of) {
            figure(of.figure());
        } else if (block instanceof Section.Text of) {
            out.append("<p>").append(html(of.text())).append("</p>\n");
        } else if (block instanceof Section.Source of) {
            out.append("<details class=\"source\">\n<summary>").append(html(of.name()));
            out.append("</summary>\n");
            code(of.text().strip());
            out.append("</details>\n");
        } else if (block instanceof Section.Heading of) {
            heading("", of.text(), of.aside());
        } else if (block instanceof Section.Sheets of) {
            sheets(of);
        } else if (block instanceof Section.Entries of) {
            entries(of);
        } else if (block instanceof Section.Runs of) {
            runs(of);
        } else if (block instanceof Section.Unfinished of) {
            unfinished(of);
        }
    }

    private void heading(String id, String text, String aside) {
        out.append(id.isEmpty() ? "<h3>" : "<h3 id=\"" + html(id) + "\">").append(html(text));
        out.append(aside.isEmpty() ? "" : " <span>" + html(aside) + "</span>");
        out.append("</h3>\n");
    }

    /** Appends lines of code. They can be scrolled by keyboard. */
    private void code(String text) {
        out.append("<pre tabindex=\"0\"><code>").append(html(text.replace("\r\n", "\n")));
        out.append("</code></pre>\n");
    }

    /** Appends a figure in both widths. The style sheet shows one of them. */
    private void figure(Figure figure) {
        String id = html(figure.id());
        out.append("<figure class=\"chart\" id=\"figure-").append(id).append("\">\n");
        for (Width width : Width.values()) {
            out.append("<div class=\"drawing ").append(width.name().toLowerCase(Locale.ROOT));
            out.append("\">\n").append(figure.inlineSvg(width).strip()).append("\n</div>\n");
        }
        out.append("<figcaption>").append(html(figure.caption()));
        out.append("\n<span class=\"files\">");
        files(figure, Width.COLUMN, "1 column:", "in one column");
        files(figure, Width.PAGE, "2 columns:", "in two columns");
        out.append("<a href=\"data/").append(id).append(".csv\" aria-label=\"Data of figure ");
        out.append(id).append("\">Data</a></span></figcaption>\n</figure>\n");
    }

    private void files(Figure figure, Width width, String text, String label) {
        String file = html("figures/" + width.file(figure.id()));
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("svg", "SVG");
        if (formats.contains(Format.LATEX)) {
            kinds.put("pdf", "PDF");
        }
        if (formats.contains(Format.MARKDOWN)) {
            kinds.put("png", "PNG");
        }
        if (formats.contains(Format.LATEX)) {
            kinds.put("tex", "LaTeX");
        }
        out.append("<span>").append(text);
        kinds.forEach(
                (extension, kind) -> {
                    out.append(" <a href=\"").append(file).append('.').append(extension);
                    out.append("\" aria-label=\"").append(kind).append(" of figure ");
                    out.append(html(figure.id())).append(' ').append(label).append("\">");
                    out.append(kind).append("</a>");
                });
        out.append("</span>\n");
    }

    private void sheets(Section.Sheets of) {
        out.append("<div class=\"sheets\">\n");
        for (Section.Sheet sheet : of.sheets()) {
            int scale = Math.max(1, Math.min(LARGEST_SCALE, SHEET_WIDTH / sheet.width()));
            out.append("<figure class=\"sheet\"><img alt=\"");
            out.append(html(of.model() + ": " + sheet.caption()));
            out.append("\" width=\"").append(scale * sheet.width());
            out.append("\" height=\"").append(scale * sheet.height());
            out.append("\" src=\"data:image/png;base64,");
            out.append(Base64.getEncoder().encodeToString(sheet.png()));
            out.append("\"/><figcaption>").append(html(sheet.caption()));
            out.append(".</figcaption></figure>\n");
        }
        out.append("</div>\n");
    }

    private void entries(Section.Entries of) {
        out.append("<dl>\n");
        for (Section.Entry entry : of.entries()) {
            out.append("<dt>").append(html(entry.term())).append("</dt><dd>");
            out.append(
                    entry.text().stream()
                            .map(t -> entry.code() ? "<code>" + html(t) + "</code>" : html(t))
                            .collect(Collectors.joining("<br/>")));
            out.append("</dd>\n");
        }
        out.append("</dl>\n<div class=\"settings\">\n");
        of.settings().forEach(table -> out.append(HtmlTable.of(table, targets)));
        out.append("</div>\n");
    }

    private void runs(Section.Runs of) {
        out.append("<div class=\"runs\">\n");
        heading(of.id(), of.label(), of.aside());
        out.append("<ul>\n");
        for (Section.Run run : of.runs()) {
            out.append("<li>Seed ").append(run.seed()).append(", ").append(html(run.state()));
            out.append(": ");
            String folder = "<code>" + html(run.folder()) + "</code>";
            out.append(
                    run.file().isEmpty()
                            ? folder
                            : "<a href=\"" + html(run.file()) + "\">" + folder + "</a>");
            out.append("</li>\n");
        }
        out.append("</ul>\n");
        if (!of.commands().isEmpty()) {
            code(String.join("\n", of.commands()));
        }
        out.append("</div>\n");
    }

    private void unfinished(Section.Unfinished of) {
        for (Section.FailedRun run : of.failed()) {
            Failure failure = run.failure();
            out.append("<div class=\"failure\">\n<p><strong>").append(html(run.label()));
            out.append("</strong>, seed ").append(run.seed()).append(", ");
            out.append(NumberText.atStep(failure.step())).append(": ");
            out.append(html(failure.cause())).append("</p>\n");
            if (failure.remedy() == null) {
                code(failure.reproduce());
            } else {
                out.append("<p>").append(html(failure.remedy())).append("</p>\n");
            }
            out.append("</div>\n");
        }
        if (!of.pending().isEmpty()) {
            out.append("<p>Not complete: ").append(html(String.join(", ", of.pending())));
            out.append(".</p>\n");
        }
    }
}
