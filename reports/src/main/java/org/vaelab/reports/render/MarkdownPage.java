// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.text.Escape.markdown;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Failure;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.tables.MarkdownTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.TextTemplate;

/** A report as Markdown; images are separate files. */
@Internal
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
        boolean isList = block instanceof Section.Entries || block instanceof Section.Unfinished;
        if (!isList && out.charAt(out.length() - 2) != '\n') {
            out.append('\n');
        }
        out.append(
                TextTemplate.fill(MarkdownPage.class, "block.md", shown(block), Escape::markdown));
    }

    /** Returns what the template shows of a block. */
    private Map<String, @Nullable Object> shown(Section.Block block) {
        if (block instanceof Section.OfTable of) {
            return of.shown(table(of.table()));
        } else if (block instanceof Section.OfFigure of) {
            Figure figure = of.figure();
            return of.shown(
                    Map.of(
                            "alternative", figure.alternative(),
                            "file", Width.PAGE.file(figure.id()),
                            "caption", figure.caption()));
        } else if (block instanceof Section.Source of) {
            return of.shown(Map.of("name", of.name(), "code", fenced(of.text().strip())));
        } else if (block instanceof Section.Entries of) {
            List<?> entries =
                    of.entries().stream().map(each -> Map.entry(each.term(), text(each))).toList();
            List<String> tables = of.settings().stream().map(this::table).toList();
            return of.shown(Map.of("entries", entries, "tables", tables));
        } else if (block instanceof Section.Runs of) {
            List<?> runs = of.runs().stream().map(MarkdownPage::run).toList();
            String code = of.commands().isEmpty() ? "" : fenced(of.code());
            return of.shown(
                    Map.of(
                            "id", of.id(),
                            "label", of.label(),
                            "aside", of.aside(),
                            "runs", runs,
                            "code", code));
        } else if (block instanceof Section.Unfinished of) {
            List<?> failed = of.failed().stream().map(MarkdownPage::failed).toList();
            return of.shown(Map.of("failed", failed, "notComplete", of.notComplete()));
        }
        return block.shown(block);
    }

    private String table(Table table) {
        return MarkdownTable.of(table, content.targets()).strip();
    }

    private static String fenced(String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + "\n" + text.replace("\r\n", "\n") + "\n" + fence;
    }

    private static String text(Section.Entry entry) {
        return entry.text().stream()
                .map(t -> entry.code() ? code(t) : markdown(t))
                .reduce((a, b) -> a + (a.endsWith(".") ? " " : "; ") + b)
                .orElse("");
    }

    private static String code(String text) {
        String line = text.replaceAll("[\\r\\n]+", " ");
        String fence = line.contains("`") ? "``" : "`";
        return fence + (line.contains("`") ? " " + line + " " : line) + fence;
    }

    private static Map<String, Object> run(Section.Run run) {
        String folder = code(run.folder());
        String link = run.file().isEmpty() ? folder : "[" + folder + "](<" + run.file() + ">)";
        return Map.of("seed", run.seed(), "state", run.state(), "link", link);
    }

    private static Map<String, Object> failed(Section.FailedRun run) {
        Failure failure = run.failure();
        return Map.of(
                "label", run.label(),
                "seed", run.seed(),
                "place", run.place(),
                "failure", failure,
                "advice",
                        failure.remedy() == null
                                ? code(failure.reproduce())
                                : markdown(failure.remedy()));
    }
}
