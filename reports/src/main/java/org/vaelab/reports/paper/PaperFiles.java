// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Picture;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.render.Sections;
import org.vaelab.reports.tables.LatexTable;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.TextTemplate;

/** The LaTeX files of a report besides its tables and figures. */
@Internal
public final class PaperFiles {

    /** The sections on settings and their cost, whose tables and figures come after the results. */
    private static final Set<String> APPENDIX =
            Set.of("changes", "health", "cost", "protocol", "runs");

    /**
     * The height of a figure in a column, and of a part of a wide one, that leaves room for a
     * caption.
     */
    private static final double HIGHEST_COLUMN = 400;

    private static final double HIGHEST_PAGE = 480;

    private PaperFiles() {}

    /** Returns the content of each file, by name. */
    public static Map<String, String> of(Comparison comparison, Content content) {
        Bibliography methods = Bibliography.of(comparison);
        String setup = Setup.of(comparison, methods, content.tables());
        Map<String, String> files = new TreeMap<>();
        files.put("macros.tex", MacrosFile.of(comparison, content.tables()));
        files.put("methods.bib", methods.file());
        files.put("setup.tex", setup);
        files.put("paper.tex", paper(content, setup.contains("\\cite{")));
        return files;
    }

    /** Returns {@code paper.tex}: a small document of two columns, the results first. */
    private static String paper(Content content, boolean cites) {
        boolean brief = content.sections().stream().anyMatch(s -> s.id().equals(Sections.SETUP));
        Map<String, Object> facts = new HashMap<>();
        facts.put("packages", LatexTable.PACKAGES);
        facts.put("title", content.title());
        facts.put("protocol", content.protocol());
        facts.put("results", blocks(content, false));
        facts.put("setup", !brief);
        facts.put("appendix", blocks(content, true));
        facts.put("cites", cites && !brief);
        return TextTemplate.fill(PaperFiles.class, "paper.tex", facts, Escape::latex);
    }

    private static List<?> blocks(Content content, boolean later) {
        return content.sections().stream()
                .filter(section -> APPENDIX.contains(section.id()) == later)
                .flatMap(section -> section.blocks().stream())
                .map(b -> b.shown(b instanceof Section.OfFigure of ? floats(of.figure()) : b))
                .toList();
    }

    /** A figure, or a part of one, as its template shows it. */
    private record Shown(String star, String file, Figure figure, boolean continued, String view) {}

    /** Returns a figure in a column, or across both in as many floats as its rows need. */
    private static List<Shown> floats(Figure figure) {
        Picture column = figure.drawing().draw(Width.COLUMN);
        boolean narrow = column.height() <= HIGHEST_COLUMN;
        Width width = narrow ? Width.COLUMN : Width.PAGE;
        Picture picture = narrow ? column : figure.drawing().draw(width);
        List<Picture.Part> parts = picture.parts(HIGHEST_PAGE);
        String clip = parts.size() == 1 ? "" : ",viewport=0 %.0f %.0f %.0f,clip";
        double high = Math.ceil(picture.height());
        List<Shown> floats = new ArrayList<>();
        for (Picture.Part part : parts) {
            double low = Math.floor(high - part.to());
            double top = Math.floor(high - part.from());
            String view = String.format(Locale.ROOT, clip, low, width.points(), top);
            String file = width.file(figure.id());
            floats.add(new Shown(narrow ? "" : "*", file, figure, part.from() > 0, view));
        }
        return floats;
    }
}
