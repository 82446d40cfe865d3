// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.tables.LatexTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.Escape;

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
        StringBuilder out = new StringBuilder();
        out.append("% All files of the report in one document, to start a paper from.\n");
        out.append("% pdflatex paper && bibtex paper && pdflatex paper && pdflatex paper\n");
        out.append("\\documentclass[twocolumn]{article}\n");
        LatexTable.PACKAGES.forEach(of -> out.append("\\usepackage{").append(of).append("}\n"));
        out.append("\\usepackage{graphicx}\n");
        out.append("\\input{macros}\n");
        out.append("\\title{").append(Escape.latex(title)).append("}\n\\author{}\n\\date{}\n");
        out.append("\\begin{document}\n\\maketitle\n\n");
        out.append("\\section{Experimental setup}\n\\input{setup}\n\n\\section{Results}\n");
        for (Figure figure : figures) {
            out.append("\\begin{figure}[tb]\n\\centering\n\\setlength{\\emergencystretch}{3em}%\n");
            out.append("\\includegraphics[width=\\columnwidth]{figures/").append(figure.id());
            out.append("}\n\\caption{").append(Escape.latex(figure.caption()));
            out.append("}\n\\label{fig:").append(figure.id()).append("}\n\\end{figure}\n");
        }
        // LaTeX holds few floats at a time.
        for (Table table : tables) {
            out.append("\\input{tables/").append(table.id()).append("}\n");
        }
        out.append("\\clearpage\n");
        if (cites) {
            out.append("\\bibliographystyle{plain}\n\\bibliography{methods}\n");
        } else {
            // BibTeX fails without a citation, and LaTeX with an empty bibliography.
            out.append("\\makeatletter\n");
            for (String line : List.of("citation{*}", "bibstyle{plain}", "bibdata{methods}")) {
                out.append("\\immediate\\write\\@auxout{\\string\\").append(line).append("}\n");
            }
            out.append("\\makeatother\n");
        }
        return out.append("\\end{document}\n").toString();
    }
}
