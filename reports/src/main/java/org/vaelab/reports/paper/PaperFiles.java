// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.HashMap;
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
import org.vaelab.reports.internal.text.PathText;
import org.vaelab.reports.internal.text.Template;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.render.Sections;
import org.vaelab.reports.tables.LatexTable;
import org.vaelab.reports.tables.Table;

/** The LaTeX files of a report besides its tables and figures. */
public final class PaperFiles {

    /** The sections on settings and their cost, which come after the results. */
    private static final Set<String> APPENDIX = Set.of("changes", "health", "cost", "protocol");

    /** The height of a figure in a column, and of a part of a wide one, that leaves room for a caption. */
    private static final double HIGHEST_COLUMN = 400;

    private static final double HIGHEST_PAGE = 480;

    /** LaTeX holds no more floats than 52 before it sets them. */
    private static final int MOST_FLOATS = 40;

    /** Of interest on a page with links only. */
    private static final String RUNS = "runs";

    private final StringBuilder results = new StringBuilder();
    private final StringBuilder appendix = new StringBuilder();
    private int floats;

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
            StringBuilder out = APPENDIX.contains(section.id()) ? appendix : results;
            if (!section.id().equals(RUNS)) {
                section.blocks().forEach(block -> add(section, block, out));
            }
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
                        "protocol", text(content.protocol()),
                        "results", results.toString(),
                        "setup", !brief,
                        "appendix", appendix.toString(),
                        "bibliography", bibliography));
    }

    private void add(Section section, Section.Block block, StringBuilder out) {
        if (block instanceof Section.OfTable of) {
            table(of.table(), out);
        } else if (block instanceof Section.Choice of) {
            table(of.tables().get(0), out);
        } else if (block instanceof Section.OfFigure of) {
            figure(of.figure(), out);
        } else if (block instanceof Section.Text of) {
            boolean first = block.equals(first(section));
            paragraph(first ? section.title() : "", of.text(), out);
        } else if (block instanceof Section.Entries of) {
            if (section.id().equals(Sections.SUMMARY)) {
                of.entries().forEach(e -> paragraph(e.term(), String.join(" ", e.text()), out));
            }
            of.settings().forEach(table -> table(table, out));
        }
    }

    private static Section.Block first(Section section) {
        return section.blocks().stream()
                .filter(Section.Text.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private static void paragraph(String title, String text, StringBuilder out) {
        out.append(title.isEmpty() ? "" : "\\paragraph{" + Escape.latex(title) + ".}\n");
        out.append(text(text)).append("\n\n");
    }

    private static String text(String text) {
        return Escape.latex(PathText.withoutFolders(text));
    }

    private void table(Table table, StringBuilder out) {
        out.append("\\input{tables/").append(table.id()).append("}\n");
        count(out);
    }

    private void count(StringBuilder out) {
        floats++;
        out.append(floats % MOST_FLOATS == 0 ? "\\clearpage\n" : "");
    }

    /** Adds a figure: in a column, or across both in as many floats as its rows need. */
    private void figure(Figure figure, StringBuilder out) {
        boolean narrow = figure.height(Width.COLUMN) <= HIGHEST_COLUMN;
        Width width = narrow ? Width.COLUMN : Width.PAGE;
        double high = Math.ceil(figure.height(width));
        List<Picture.Part> parts = figure.parts(width, narrow ? HIGHEST_COLUMN : HIGHEST_PAGE);
        for (Picture.Part part : parts) {
            Map<String, Object> facts = new HashMap<>();
            facts.put("star", narrow ? "" : "*");
            facts.put("file", width.file(figure.id()));
            facts.put("id", figure.id());
            facts.put("caption", Escape.latex(figure.caption()));
            facts.put("continued", part.from() > 0);
            facts.put(
                    "view",
                    parts.size() == 1
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    ",viewport=0 %.0f %.0f %.0f,clip",
                                    Math.floor(high - part.to()),
                                    width.points(),
                                    Math.floor(high - part.from())));
            out.append(filled("figure.tex", facts));
            count(out);
        }
    }

    private static String filled(String template, Map<String, ?> values) {
        return Template.fill(PaperFiles.class, template, values);
    }
}
