// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Picture;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.internal.text.Escape;
import org.vaelab.reports.internal.text.Template;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.render.Sections;
import org.vaelab.reports.tables.LatexTable;
import org.vaelab.reports.tables.Table;

/** The LaTeX files of a report besides its tables and figures. */
public final class PaperFiles {

    /** The sections on settings and their cost, whose tables and figures come after the results. */
    private static final Set<String> APPENDIX =
            Set.of("changes", "health", "cost", "protocol", "runs");

    /** The height of a figure in a column, and of a part of a wide one, that leaves room for a caption. */
    private static final double HIGHEST_COLUMN = 400;

    private static final double HIGHEST_PAGE = 480;

    private final StringBuilder results = new StringBuilder();
    private final StringBuilder appendix = new StringBuilder();

    private PaperFiles() {}

    /** Returns the content of each file, by name. */
    public static Map<String, String> of(Comparison comparison, Content content) {
        List<Table> tables = content.tables();
        Bibliography methods = Bibliography.of(comparison);
        String setup = Setup.of(comparison, methods, tables);
        Map<String, String> files = new TreeMap<>();
        files.put("macros.tex", MacrosFile.of(comparison, tables));
        files.put("methods.bib", methods.file());
        files.put("setup.tex", setup);
        files.put("paper.tex", new PaperFiles().paper(content, setup.contains("\\cite{")));
        return files;
    }

    /** Returns {@code paper.tex}: a small document of two columns, the results first. */
    private String paper(Content content, boolean cites) {
        boolean brief = content.sections().stream().anyMatch(s -> s.id().equals(Sections.SETUP));
        for (Section section : content.sections()) {
            boolean later = APPENDIX.contains(section.id());
            section.blocks().forEach(block -> add(section, block, later ? appendix : results));
        }
        StringBuilder packages = new StringBuilder();
        LatexTable.PACKAGES.forEach(
                name -> packages.append("\\usepackage{").append(name).append("}\n"));
        // BibTeX fails without a citation, and LaTeX with an empty bibliography.
        String bibliography =
                cites && !brief
                        ? "\\bibliographystyle{plain}\n\\bibliography{methods}\n"
                        : filled("uncited.tex", Map.of());
        return filled(
                "paper.tex",
                Map.of(
                        "packages", packages.toString(),
                        "title", Escape.latex(content.title()),
                        "protocol", Escape.latex(content.protocol()),
                        "results", results.toString(),
                        "setup", !brief,
                        "appendix", appendix.toString(),
                        "bibliography", bibliography));
    }

    private void add(Section section, Section.Block block, StringBuilder out) {
        if (block instanceof Section.OfTable of) {
            table(of.table(), out);
        } else if (block instanceof Section.OfFigure of) {
            figure(of.figure(), out);
        } else if (block instanceof Section.Text of && out == results) {
            out.append(Escape.latex(of.text())).append("\n\n");
        } else if (block instanceof Section.Entries of) {
            of.settings().forEach(table -> table(table, out));
            for (Section.Entry entry : out == results ? of.entries() : List.<Section.Entry>of()) {
                out.append("\\paragraph{").append(Escape.latex(entry.term())).append(".}\n");
                out.append(Escape.latex(String.join(" ", entry.text()))).append("\n\n");
            }
        }
    }

    private static void table(Table table, StringBuilder out) {
        out.append("\\input{tables/").append(table.id()).append("}\n");
    }

    /** A figure, or a part of one, as its template shows it. */
    private record Float(
            String star, String file, String id, String caption, boolean continued, String view) {}

    /** Adds a figure: in a column, or across both in as many floats as its rows need. */
    private static void figure(Figure figure, StringBuilder out) {
        boolean narrow = last(figure.parts(Width.COLUMN, Integer.MAX_VALUE)) <= HIGHEST_COLUMN;
        Width width = narrow ? Width.COLUMN : Width.PAGE;
        List<Picture.Part> parts = figure.parts(width, HIGHEST_PAGE);
        String clip = parts.size() == 1 ? "" : ",viewport=0 %.0f %.0f %.0f,clip";
        double high = Math.ceil(last(parts));
        for (Picture.Part part : parts) {
            double low = Math.floor(high - part.to());
            double top = Math.floor(high - part.from());
            String view = String.format(Locale.ROOT, clip, low, width.points(), top);
            String caption = Escape.latex(figure.caption());
            boolean continued = part.from() > 0;
            String file = width.file(figure.id());
            Float shown = new Float(narrow ? "" : "*", file, figure.id(), caption, continued, view);
            out.append(filled("figure.tex", shown));
        }
    }

    private static double last(List<Picture.Part> parts) {
        return parts.get(parts.size() - 1).to();
    }

    private static String filled(String template, Object values) {
        return Template.fill(PaperFiles.class, template, values);
    }
}
