// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.LatexFile;
import org.vaelab.reports.text.TextTemplate;

/**
 * A table as a LaTeX file, set with booktabs and siunitx. It fits the column of every usual class.
 *
 * <p>A wide table is split into panels, one below the other, which repeat the first column. A table
 * that may be longer than a page is no float: it breaks between its rows, in every class.
 */
@Internal
public final class LatexTable {

    /** The packages that the file of a table needs. */
    public static final List<String> PACKAGES =
            List.of("booktabs", "siunitx", "tabulary", "varwidth");

    /** The height of the lowest usual page, in points; a higher table breaks across pages. */
    private static final double HIGHEST_FLOAT = 500;

    /** The height of rows and notes, of the lines of a caption, and of the head of a panel. */
    private static final double ROW = 10;

    private static final double LEADING = 12;
    private static final double HEAD = 36;

    /** The most rows of text in a float. */
    private static final int ROWS_OF_TEXT = 14;

    private final Table table;
    private final List<LatexColumn> columns = new ArrayList<>();
    private final List<List<LatexColumn>> panels;
    private final StringBuilder out = new StringBuilder();

    private LatexTable(Table table) {
        this.table = table;
        for (int i = 0; i < table.columns().size(); i++) {
            columns.add(new LatexColumn(i, table.columns().get(i), table.column(i)));
        }
        panels = LatexPanels.of(columns);
    }

    /** Returns the file: the table, and what it takes to compile the file alone. */
    public static String of(Table table) {
        String body = new LatexTable(table).body();
        return LatexFile.of("Table \"" + table.id() + "\".", PACKAGES, body);
    }

    private String body() {
        out.append(TextTemplate.text(LatexTable.class, "commands.tex"));
        boolean text = columns.stream().allMatch(LatexColumn::isText);
        boolean paragraphs = text && table.all().size() > ROWS_OF_TEXT;
        if (paragraphs || height() > HIGHEST_FLOAT) {
            unfloated();
            if (paragraphs) {
                panels.forEach(panel -> new LatexRows(table, panel, out).write());
            } else {
                panels();
            }
            notes();
            out.append("\\par}\\addvspace{\\bigskipamount}\n");
        } else {
            out.append("\\begin{table}[tb]\n\\centering\\setlength{\\emergencystretch}{3em}%\n");
            caption();
            out.append(style());
            panels();
            notes();
            out.append("\\end{table}\n");
        }
        return out.toString();
    }

    /** Begins a table that is no float: {@code \caption} only needs the type of the caption. */
    private void unfloated() {
        out.append("\\par\\addvspace{\\bigskipamount}\n");
        out.append("{\\expandafter\\def\\csname @captype\\endcsname{table}%\n");
        out.append("\\setlength{\\parindent}{0pt}\\setlength{\\parskip}{0pt}%\n");
        out.append("\\setlength{\\emergencystretch}{3em}%\n");
        // The lines of a caption stay together, and so do the caption and its table if there is
        // room.
        out.append("\\begin{minipage}{\\linewidth}\n");
        caption();
        out.append("\\end{minipage}\\par\\penalty500\\smallskip\n").append(style());
    }

    private static String style() {
        return TextTemplate.text(LatexTable.class, "style.tex");
    }

    private void caption() {
        out.append("\\caption{").append(Escape.latex(table.caption())).append("}\n");
        out.append("\\label{tab:").append(table.id()).append("}\n\\par\\smallskip\n");
    }

    /** Returns about the height of the table, in points. */
    private double height() {
        double height = LEADING * 2 + lines(table.caption()) * LEADING;
        for (List<LatexColumn> panel : panels) {
            height += HEAD + ROW * panel.stream().mapToInt(c -> c.details().size()).max().orElse(0);
            for (List<Table.Cell> row : table.all()) {
                String text =
                        panel.stream()
                                .map(column -> row.get(column.index()).text())
                                .collect(Collectors.joining(" "));
                height += ROW * (LatexPanels.isWrapped(panel) ? lines(text) : 1);
            }
        }
        int notes = table.notes().stream().mapToInt(note -> lines(note.text())).sum();
        return height + ROW * (notes + lines(table.terms()));
    }

    /** Returns about how many lines a text takes. */
    private static int lines(String text) {
        return 1 + (int) (1.15 * LatexWidths.of(text) / LatexWidths.LINE);
    }

    private void panels() {
        for (int i = 0; i < panels.size(); i++) {
            out.append(i == 0 ? "" : "\n\\par\\medskip\n");
            panel(panels.get(i));
        }
    }

    private void panel(List<LatexColumn> panel) {
        boolean wrapped = LatexPanels.isWrapped(panel);
        // Panels of one table have the same width.
        boolean alone = panels.size() == 1;
        String kind = wrapped ? "tabulary" : alone ? "tabular" : "tabular*";
        out.append("\\begin{").append(kind).append('}');
        out.append(wrapped || !alone ? "{\\linewidth}" : "");
        out.append(alone ? "{@{}" : "{@{\\extracolsep{\\fill}}");
        panel.forEach(column -> out.append("\n  ").append(column.type(wrapped)));
        out.append("@{}}\n\\toprule\n");
        row(panel.stream().map(column -> column.title(wrapped)).toList());
        int details = panel.stream().mapToInt(c -> c.details().size()).max().orElse(0);
        for (int i = 0; i < details; i++) {
            int at = i;
            row(panel.stream().map(column -> column.detail(at)).toList());
        }
        out.append("\\midrule\n");
        int rows = table.rows().size();
        for (int i = 0; i < table.all().size(); i++) {
            int at = i;
            out.append(i == rows ? "\\midrule\n" : "");
            row(panel.stream().map(column -> column.cell(at, wrapped)).toList());
        }
        out.append("\\bottomrule\n\\end{").append(kind).append("}\n");
    }

    private void row(List<String> cells) {
        out.append(String.join(" & ", cells)).append(" \\\\\n");
    }

    private void notes() {
        Stream<String> notes = table.notes().stream().map(LatexTable::note);
        Stream<String> terms =
                Stream.of(table.terms()).filter(text -> !text.isEmpty()).map(Escape::latex);
        List<String> below = Stream.concat(notes, terms).toList();
        if (!below.isEmpty()) {
            out.append("\n\\par\\smallskip\n{\\raggedright\\setlength{\\parskip}{0pt}%\n");
            out.append(String.join("\\par\n", below)).append("\\par}\n");
        }
    }

    private static String note(Table.Note note) {
        String text = Escape.latex(LatexColumn.breakable(note.text()));
        return "\\textsuperscript{" + note.mark() + "}\\," + text;
    }
}
