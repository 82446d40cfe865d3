// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.text.Escape.markdown;

import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Failure;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.tables.MarkdownTable;
import org.vaelab.reports.text.NumberText;

/** A report as Markdown; images are separate files. */
public final class MarkdownPage {

    private final Content content;
    private final StringBuilder out = new StringBuilder();

    private MarkdownPage(Content content) {
        this.content = content;
    }

    public static String of(Content content) {
        return new MarkdownPage(content).page();
    }

    /** Returns some blocks of a report, for a page of its own. */
    static String of(List<Section.Block> blocks) {
        MarkdownPage page = new MarkdownPage(new Content("", "", List.of()));
        page.out.append("\n\n");
        blocks.forEach(page::any);
        return page.out.toString().strip();
    }

    private String page() {
        out.append("# ").append(markdown(content.title())).append("\n\n");
        out.append(markdown(content.protocol())).append('\n');
        for (Section section : content.sections()) {
            out.append("\n## ").append(markdown(section.title())).append("\n\n");
            section.blocks().forEach(this::any);
        }
        return out.toString();
    }

    private void any(Section.Block block) {
        if (block instanceof Section.OfTable of) {
            blankLine();
            out.append(MarkdownTable.of(of.table(), content.targets()));
        } else if (block instanceof Section.OfFigure of) {
            figure(of.figure());
        } else if (block instanceof Section.Text of) {
            blankLine();
            out.append(markdown(of.text())).append('\n');
        } else if (block instanceof Section.Source of) {
            source(of);
        } else if (block instanceof Section.Heading of) {
            blankLine();
            out.append("### ").append(markdown(of.text()));
            out.append(of.aside().isEmpty() ? "" : ", " + markdown(of.aside())).append("\n\n");
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

    private void blankLine() {
        if (out.charAt(out.length() - 2) != '\n') {
            out.append('\n');
        }
    }

    private void source(Section.Source of) {
        blankLine();
        out.append(markdown(of.name())).append(":\n\n");
        fenced(of.text().strip());
    }

    private void fenced(String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        out.append(fence).append('\n').append(text.replace("\r\n", "\n"));
        out.append('\n').append(fence).append('\n');
    }

    private void figure(Figure figure) {
        blankLine();
        out.append("![").append(markdown(figure.alternative())).append("](figures/");
        out.append(Width.PAGE.file(figure.id())).append(".png)\n\n");
        out.append(markdown(figure.caption())).append('\n');
    }

    private void sheets(Section.Sheets of) {
        for (Section.Sheet sheet : of.sheets()) {
            blankLine();
            out.append(markdown(sheet.caption())).append(":\n\n![");
            out.append(markdown(of.model() + ": " + sheet.caption()));
            out.append("](<figures/").append(sheet.file()).append(">)\n");
        }
    }

    private void entries(Section.Entries of) {
        for (Section.Entry entry : of.entries()) {
            out.append("- **").append(markdown(entry.term())).append("**: ");
            out.append(
                    entry.text().stream()
                            .map(t -> entry.code() ? code(t) : markdown(t))
                            .collect(Collectors.joining("; ")));
            out.append('\n');
        }
        of.settings()
                .forEach(
                        table ->
                                out.append('\n')
                                        .append(MarkdownTable.of(table, content.targets())));
    }

    private static String code(String text) {
        String line = text.replaceAll("[\\r\\n]+", " ");
        String fence = line.contains("`") ? "``" : "`";
        return fence + (line.contains("`") ? " " + line + " " : line) + fence;
    }

    private void runs(Section.Runs of) {
        blankLine();
        out.append("<a id=\"").append(of.id()).append("\"></a>\n\n### ");
        out.append(markdown(of.label())).append(", ").append(markdown(of.aside())).append("\n\n");
        for (Section.Run run : of.runs()) {
            out.append("- Seed ").append(run.seed()).append(", ").append(run.state()).append(": ");
            out.append(
                    run.file().isEmpty()
                            ? code(run.folder())
                            : "[" + code(run.folder()) + "](<" + run.file() + ">)");
            out.append('\n');
        }
        if (!of.commands().isEmpty()) {
            out.append('\n');
            fenced(String.join("\n", of.commands()));
        }
    }

    private void unfinished(Section.Unfinished of) {
        for (Section.FailedRun run : of.failed()) {
            Failure failure = run.failure();
            out.append("- **").append(markdown(run.label())).append("**, seed ");
            out.append(run.seed()).append(", ");
            out.append(NumberText.atStep(failure.step())).append(": ");
            out.append(markdown(failure.cause())).append("  \n  ");
            out.append(
                    failure.remedy() == null
                            ? code(failure.reproduce())
                            : markdown(failure.remedy()));
            out.append('\n');
        }
        if (!of.pending().isEmpty()) {
            out.append("- Not complete: ");
            out.append(markdown(String.join(", ", of.pending()))).append(".\n");
        }
    }
}
