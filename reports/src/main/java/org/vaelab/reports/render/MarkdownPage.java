// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.tables.Escape.markdown;

import java.util.stream.Collectors;
import org.vaelab.framework.record.Failure;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.tables.MarkdownTable;
import org.vaelab.reports.tables.NumberText;
import org.vaelab.reports.tables.Table;

/** A report as Markdown; images are the files beside it. */
public final class MarkdownPage {

    private final Content content;
    private final StringBuilder out = new StringBuilder();

    private MarkdownPage(Content content) {
        this.content = content;
    }

    /** Writes the page; the text ends with a line feed. */
    public static String of(Content content) {
        return new MarkdownPage(content).page();
    }

    private String page() {
        out.append("# ").append(markdown(content.title())).append("\n\n");
        out.append(markdown(content.protocol())).append('\n');
        content.changes()
                .ifPresent(
                        table -> {
                            section(content.titleOfChanges());
                            out.append(MarkdownTable.of(table));
                        });
        section("Results");
        out.append(MarkdownTable.of(content.results()));
        content.finalMetric().ifPresent(this::figure);
        content.diagnostics().ifPresent(table -> out.append('\n').append(MarkdownTable.of(table)));
        content.baseline()
                .ifPresent(
                        table -> {
                            section("Comparison with the baseline");
                            out.append(MarkdownTable.of(table));
                        });
        published();
        ranks();
        content.learningCurves()
                .ifPresent(
                        figure -> {
                            section("Learning curves");
                            figure(figure);
                        });
        content.bounds()
                .ifPresent(
                        figure -> {
                            section("Bounds and gaps");
                            figure(figure);
                        });
        if (!content.terms().isEmpty()) {
            section("Reconstruction and KL");
            content.terms().forEach(this::figure);
        }
        gradients();
        samples();
        section("Cost");
        out.append(MarkdownTable.of(content.cost()));
        protocol();
        failures();
        return out.toString();
    }

    private void section(String title) {
        out.append("\n## ").append(markdown(title)).append("\n\n");
    }

    private void figure(Figure figure) {
        if (out.charAt(out.length() - 2) != '\n') {
            out.append('\n');
        }
        out.append("![").append(markdown(figure.alternative())).append("](figures/");
        out.append(figure.id()).append(".png)\n\n");
        out.append(markdown(figure.caption())).append('\n');
    }

    private void published() {
        if (content.published().isEmpty()) {
            return;
        }
        section("Against published numbers");
        for (Table table : content.published()) {
            if (out.charAt(out.length() - 2) != '\n') {
                out.append('\n');
            }
            out.append(MarkdownTable.of(table));
        }
    }

    private void ranks() {
        if (content.ranks().isEmpty() && content.whyNoRanks().isEmpty()) {
            return;
        }
        section("All models together");
        content.ranks().ifPresent(table -> out.append(MarkdownTable.of(table)));
        content.whyNoRanks().ifPresent(text -> out.append(markdown(text)).append('\n'));
    }

    private void gradients() {
        if (content.gradients().isEmpty()) {
            return;
        }
        section("Gradients");
        for (ModelGradients model : content.gradients()) {
            if (out.charAt(out.length() - 2) != '\n') {
                out.append('\n');
            }
            out.append("### ").append(markdown(model.model())).append("\n\n");
            model.figures().forEach(this::figure);
            out.append('\n').append(MarkdownTable.of(model.table()));
        }
    }

    private void samples() {
        if (content.samples().isEmpty()) {
            return;
        }
        section("Reconstructions and samples");
        out.append("Of each model the first completed seed, not chosen by its looks.\n");
        for (ModelSamples model : content.samples()) {
            out.append("\n### ").append(markdown(model.model())).append(", seed ");
            out.append(model.seed()).append('\n');
            for (ModelSamples.Sheet sheet : model.sheets()) {
                out.append('\n').append(markdown(sheet.caption())).append(":\n\n![");
                out.append(markdown(model.model() + ": " + sheet.caption()));
                out.append("](<figures/").append(sheet.file()).append(">)\n");
            }
        }
    }

    private void protocol() {
        section("Protocol and provenance");
        for (Facts.Entry entry : content.provenance()) {
            out.append("- **").append(markdown(entry.term())).append("**: ");
            out.append(
                    entry.text().stream()
                            .map(t -> entry.code() ? code(t) : markdown(t))
                            .collect(Collectors.joining("; ")));
            out.append('\n');
        }
        content.settings().forEach(table -> out.append('\n').append(MarkdownTable.of(table)));
    }

    private static String code(String text) {
        String line = text.replaceAll("[\\r\\n]+", " ");
        String fence = line.contains("`") ? "``" : "`";
        return fence + (line.contains("`") ? " " + line + " " : line) + fence;
    }

    private void failures() {
        if (content.failures().isEmpty() && content.pending().isEmpty()) {
            return;
        }
        section(content.failures().isEmpty() ? "Runs to come" : "Failures");
        for (ComparedRun run : content.failures()) {
            Failure failure = run.failure().orElseThrow();
            out.append("- **").append(markdown(run.planned().model())).append("**, seed ");
            out.append(run.planned().seed()).append(", ");
            out.append(
                    failure.step() == 0
                            ? "before the first step"
                            : "at step " + NumberText.grouped(failure.step()));
            out.append(": ").append(markdown(failure.cause())).append("  \n  ");
            out.append(
                            failure.remedy() == null
                                    ? code(failure.reproduce())
                                    : markdown(failure.remedy()))
                    .append('\n');
        }
        if (!content.pending().isEmpty()) {
            out.append("- Not ended yet: ");
            out.append(
                    content.pending().stream()
                            .map(r -> markdown(r.planned().model()) + " seed " + r.planned().seed())
                            .collect(Collectors.joining(", ")));
            out.append(".\n");
        }
    }
}
