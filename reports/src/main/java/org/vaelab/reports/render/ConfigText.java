// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.ConfigAsRun;
import org.vaelab.reports.render.Section.Block;

/** The configs of a report as text, and what it takes to run them again. */
final class ConfigText {

    private ConfigText() {}

    static List<Block> of(Comparison comparison) {
        List<Block> blocks = new ArrayList<>();
        comparison
                .configs()
                .forEach(config -> blocks.add(new Section.Source(config.file(), config.text())));
        return blocks;
    }

    /** Returns what the command of a config needs, in sentences. */
    static List<String> needs(ConfigAsRun config) {
        List<String> texts = new ArrayList<>();
        texts.add(
                "In the folder of this report, which holds "
                        + config.file()
                        + ". Replace the first word by the path of the launcher.");
        if (!config.paths().isEmpty()) {
            texts.add(
                    config.file()
                            + " names files that are not in this folder: "
                            + String.join(", ", config.paths())
                            + ". A relative path starts at the folder of "
                            + config.file()
                            + ".");
        }
        if (!config.plugins().isEmpty()) {
            texts.add(
                    "The runs used plugins, which are not in this folder: "
                            + String.join(", ", config.plugins())
                            + ".");
        }
        return texts;
    }
}
