// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.tables.Escape.html;

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
import org.vaelab.reports.tables.NumberText;

/** A report as one HTML page that asks for nothing outside itself. */
public final class HtmlPage {

    private static final int LARGEST_SCALE = 4;
    private static final int SHEET_WIDTH = 360;

    private final Content content;
    private final StringBuilder out = new StringBuilder();

    private HtmlPage(Content content) {
        this.content = content;
    }

    /** Writes the page; the text ends with a line feed. */
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
        changes();
        results();
        published();
        ranks();
        curves();
        gradients();
        samples();
        section("cost", "Cost");
        out.append(HtmlTable.of(content.cost())).append("</section>\n");
        protocol();
        failures();
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    private void section(String id, String title) {
        out.append("<section id=\"").append(id).append("\">\n<h2>");
        out.append(html(title)).append("</h2>\n");
    }

    private void results() {
        section("results", "Results");
        out.append(HtmlTable.of(content.results()));
        content.finalMetric().ifPresent(this::figure);
        content.diagnostics().ifPresent(table -> out.append(HtmlTable.of(table)));
        out.append("</section>\n");
        content.baseline()
                .ifPresent(
                        table -> {
                            section("baseline", "Comparison with the baseline");
                            out.append(HtmlTable.of(table)).append("</section>\n");
                        });
    }

    private void changes() {
        content.changes()
                .ifPresent(
                        table -> {
                            section("changes", content.titleOfChanges());
                            out.append(HtmlTable.of(table)).append("</section>\n");
                        });
    }

    private void published() {
        if (!content.published().isEmpty()) {
            section("published", "Against published numbers");
            content.published().forEach(table -> out.append(HtmlTable.of(table)));
            out.append("</section>\n");
        }
    }

    private void ranks() {
        if (content.ranks().isEmpty() && content.whyNoRanks().isEmpty()) {
            return;
        }
        section("ranks", "All models together");
        content.ranks().ifPresent(table -> out.append(HtmlTable.of(table)));
        content.whyNoRanks()
                .ifPresent(text -> out.append("<p>").append(html(text)).append("</p>\n"));
        out.append("</section>\n");
    }

    private void curves() {
        content.learningCurves()
                .ifPresent(
                        figure -> {
                            section("learning", "Learning curves");
                            figure(figure);
                            out.append("</section>\n");
                        });
        content.bounds()
                .ifPresent(
                        figure -> {
                            section("bounds", "Bounds and gaps");
                            figure(figure);
                            out.append("</section>\n");
                        });
        if (!content.terms().isEmpty()) {
            section("trade-off", "Reconstruction and KL");
            content.terms().forEach(this::figure);
            out.append("</section>\n");
        }
    }

    private void gradients() {
        if (content.gradients().isEmpty()) {
            return;
        }
        section("gradients", "Gradients");
        for (ModelGradients model : content.gradients()) {
            out.append("<h3>").append(html(model.model())).append("</h3>\n");
            model.figures().forEach(this::figure);
            out.append(HtmlTable.of(model.table()));
        }
        out.append("</section>\n");
    }

    private void figure(Figure figure) {
        out.append("<figure class=\"chart\" id=\"figure-").append(html(figure.id()));
        out.append("\">\n<div class=\"scroll\">\n").append(figure.inlineSvg().strip());
        out.append("\n</div>\n<figcaption>").append(html(figure.caption()));
        out.append("</figcaption>\n</figure>\n");
    }

    private void samples() {
        if (content.samples().isEmpty()) {
            return;
        }
        section("samples", "Reconstructions and samples");
        out.append("<p>Of each model the first completed seed, not chosen by its looks.</p>\n");
        for (ModelSamples model : content.samples()) {
            out.append("<h3>").append(html(model.model())).append(" <span>seed ");
            out.append(model.seed()).append("</span></h3>\n<div class=\"sheets\">\n");
            for (ModelSamples.Sheet sheet : model.sheets()) {
                int scale = Math.max(1, Math.min(LARGEST_SCALE, SHEET_WIDTH / sheet.width()));
                String alternative = model.model() + ": " + sheet.caption();
                out.append("<figure><img alt=\"").append(html(alternative));
                out.append("\" width=\"").append(scale * sheet.width());
                out.append("\" height=\"").append(scale * sheet.height());
                out.append("\" src=\"data:image/png;base64,");
                out.append(Base64.getEncoder().encodeToString(sheet.png()));
                out.append("\"><figcaption>").append(html(sheet.caption()));
                out.append(".</figcaption></figure>\n");
            }
            out.append("</div>\n");
        }
        out.append("</section>\n");
    }

    private void protocol() {
        section("protocol", "Protocol and provenance");
        out.append("<dl>\n");
        for (Facts.Entry entry : content.provenance()) {
            out.append("<dt>").append(html(entry.term())).append("</dt><dd>");
            out.append(
                    entry.text().stream()
                            .map(t -> entry.code() ? "<code>" + html(t) + "</code>" : html(t))
                            .collect(Collectors.joining("<br>")));
            out.append("</dd>\n");
        }
        out.append("</dl>\n");
        out.append("<div class=\"settings\">\n");
        content.settings().forEach(table -> out.append(HtmlTable.of(table)));
        out.append("</div>\n</section>\n");
    }

    private void failures() {
        if (content.failures().isEmpty() && content.pending().isEmpty()) {
            return;
        }
        section("failures", content.failures().isEmpty() ? "Runs to come" : "Failures");
        for (ComparedRun run : content.failures()) {
            Failure failure = run.failure().orElseThrow();
            out.append("<p><strong>").append(html(run.planned().model()));
            out.append("</strong>, seed ").append(run.planned().seed()).append(", ");
            out.append(
                    failure.step() == 0
                            ? "before the first step"
                            : "at step " + NumberText.grouped(failure.step()));
            out.append(": ").append(html(failure.cause())).append("<br>\n");
            out.append(
                    failure.remedy() == null
                            ? "<code>" + html(failure.reproduce()) + "</code>"
                            : html(failure.remedy()));
            out.append("</p>\n");
        }
        if (!content.pending().isEmpty()) {
            out.append("<p>Not ended yet: ");
            out.append(
                    content.pending().stream()
                            .map(r -> html(r.planned().model()) + " seed " + r.planned().seed())
                            .collect(Collectors.joining(", ")));
            out.append(".</p>\n");
        }
        out.append("</section>\n");
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
