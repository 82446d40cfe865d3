// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.text.Escape.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Failure;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.tables.HtmlTable;
import org.vaelab.reports.text.NumberText;

/** A report as one HTML page that loads nothing from outside. */
public final class HtmlPage {

    private static final int LARGEST_SCALE = 4;
    private static final int SHEET_WIDTH = 360;

    private final Content content;
    private final StringBuilder out = new StringBuilder();

    private HtmlPage(Content content) {
        this.content = content;
    }

    public static String of(Content content) {
        return new HtmlPage(content).page();
    }

    private String page() {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.append("<title>").append(html(content.title())).append("</title>\n");
        out.append("<style>\n").append(stylesheet()).append("</style>\n</head>\n<body>\n<main>\n");
        out.append("<header>\n<h1>").append(html(content.title())).append("</h1>\n");
        out.append("<p class=\"lead\">").append(html(content.protocol())).append("</p>\n");
        out.append("</header>\n");
        content.sections().forEach(this::section);
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    private void section(Section section) {
        out.append("<section id=\"").append(html(section.id())).append("\">\n<h2>");
        out.append(html(section.title())).append("</h2>\n");
        section.blocks().forEach(this::block);
        out.append("</section>\n");
    }

    private void block(Section.Block block) {
        if (block instanceof Section.OfTable of) {
            out.append(HtmlTable.of(of.table()));
        } else if (block instanceof Section.OfFigure of) {
            figure(of.figure());
        } else if (block instanceof Section.Text of) {
            out.append("<p>").append(html(of.text())).append("</p>\n");
        } else if (block instanceof Section.Source of) {
            out.append("<details class=\"source\">\n<summary>").append(html(of.name()));
            out.append("</summary>\n<pre tabindex=\"0\"><code>").append(html(of.text().strip()));
            out.append("</code></pre>\n</details>\n");
        } else if (block instanceof Section.Heading of) {
            out.append("<h3>").append(html(of.text()));
            out.append(of.aside().isEmpty() ? "" : " <span>" + html(of.aside()) + "</span>");
            out.append("</h3>\n");
        } else if (block instanceof Section.Sheets of) {
            sheets(of);
        } else if (block instanceof Section.Entries of) {
            entries(of);
        } else if (block instanceof Section.Unfinished of) {
            unfinished(of);
        }
    }

    private void figure(Figure figure) {
        out.append("<figure class=\"chart\" id=\"figure-").append(html(figure.id()));
        out.append("\">\n<div class=\"scroll\">\n").append(figure.inlineSvg().strip());
        out.append("\n</div>\n<figcaption>").append(html(figure.caption()));
        out.append("</figcaption>\n</figure>\n");
    }

    private void sheets(Section.Sheets of) {
        out.append("<div class=\"sheets\">\n");
        for (Section.Sheet sheet : of.sheets()) {
            int scale = Math.max(1, Math.min(LARGEST_SCALE, SHEET_WIDTH / sheet.width()));
            out.append("<figure><img alt=\"").append(html(of.model() + ": " + sheet.caption()));
            out.append("\" width=\"").append(scale * sheet.width());
            out.append("\" height=\"").append(scale * sheet.height());
            out.append("\" src=\"data:image/png;base64,");
            out.append(Base64.getEncoder().encodeToString(sheet.png()));
            out.append("\"><figcaption>").append(html(sheet.caption()));
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
                            .collect(Collectors.joining("<br>")));
            out.append("</dd>\n");
        }
        out.append("</dl>\n<div class=\"settings\">\n");
        of.settings().forEach(table -> out.append(HtmlTable.of(table)));
        out.append("</div>\n");
    }

    private void unfinished(Section.Unfinished of) {
        for (ComparedRun run : of.failed()) {
            Failure failure = run.failure().orElseThrow();
            out.append("<p><strong>").append(html(run.planned().model()));
            out.append("</strong>, seed ").append(run.planned().seed()).append(", ");
            out.append(NumberText.atStep(failure.step())).append(": ");
            out.append(html(failure.cause())).append("<br>\n");
            out.append(
                    failure.remedy() == null
                            ? "<code>" + html(failure.reproduce()) + "</code>"
                            : html(failure.remedy()));
            out.append("</p>\n");
        }
        if (!of.pending().isEmpty()) {
            out.append("<p>Not ended yet: ");
            out.append(
                    of.pending().stream()
                            .map(r -> html(r.planned().model()) + " seed " + r.planned().seed())
                            .collect(Collectors.joining(", ")));
            out.append(".</p>\n");
        }
    }

    private static String stylesheet() {
        try (InputStream in =
                Objects.requireNonNull(
                        HtmlPage.class.getResourceAsStream("report.css"), "report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
