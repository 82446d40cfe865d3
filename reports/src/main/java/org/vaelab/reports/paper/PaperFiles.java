// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.internal.text.Escape;
import org.vaelab.reports.internal.text.Template;
import org.vaelab.reports.tables.LatexTable;
import org.vaelab.reports.tables.Table;

/** The LaTeX files of a report besides its tables and figures. */
public final class PaperFiles {

    private PaperFiles() {}

    /** Returns the content of each file, by name. */
    public static Map<String, String> of(
            Comparison comparison, List<Table> tables, List<Figure> figures) {
        Bibliography methods = Bibliography.of(comparison);
        String setup = Setup.of(comparison, methods, tables);
        Map<String, String> files = new TreeMap<>();
        files.put("macros.tex", MacrosFile.of(comparison, tables));
        files.put("methods.bib", methods.file());
        files.put("setup.tex", setup);
        String title = comparison.plan().name();
        files.put("paper.tex", paper(title, tables, figures, setup.contains("\\cite{")));
        return files;
    }

    /** Returns {@code paper.tex}: a small document of two columns that includes all files of a report. */
    private static String paper(
            String title, List<Table> tables, List<Figure> figures, boolean cites) {
        StringBuilder packages = new StringBuilder();
        LatexTable.PACKAGES.forEach(
                name -> packages.append("\\usepackage{").append(name).append("}\n"));
        StringBuilder floats = new StringBuilder();
        for (Figure figure : figures) {
            floats.append(
                    filled(
                            "figure.tex",
                            Map.of("id", figure.id(), "caption", Escape.latex(figure.caption()))));
        }
        // LaTeX holds few floats at a time.
        for (Table table : tables) {
            floats.append("\\input{tables/").append(table.id()).append("}\n");
        }
        // BibTeX fails without a citation, and LaTeX with an empty bibliography.
        String bibliography =
                cites
                        ? "\\bibliographystyle{plain}\n\\bibliography{methods}\n"
                        : filled("uncited.tex", Map.of());
        return filled(
                "paper.tex",
                Map.of(
                        "packages", packages.toString(),
                        "title", Escape.latex(title),
                        "floats", floats.toString(),
                        "bibliography", bibliography));
    }

    private static String filled(String template, Map<String, String> values) {
        return Template.fill(PaperFiles.class, template, values);
    }
}
