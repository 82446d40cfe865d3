// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.tables.Table;

/** The LaTeX files of a report besides its tables and figures. */
public final class PaperFiles {

    private PaperFiles() {}

    /** Returns the content of each file, by name. */
    public static Map<String, String> of(
            Comparison comparison, List<Table> tables, List<Figure> figures) {
        Bibliography methods = Bibliography.of(comparison);
        String setup = SetupText.of(comparison, methods, tables);
        Map<String, String> files = new TreeMap<>();
        files.put("macros.tex", MacrosFile.of(comparison, tables));
        files.put("methods.bib", methods.file());
        files.put("setup.tex", setup);
        String title = comparison.plan().name();
        files.put("paper.tex", PaperFile.of(title, tables, figures, setup.contains("\\cite{")));
        return files;
    }
}
