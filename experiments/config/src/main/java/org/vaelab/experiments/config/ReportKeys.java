// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/** The section {@code report} of a config. */
record ReportKeys(
        @Setting(
                        value = "formats of the report",
                        defaultValue = "[\"html\", \"markdown\", \"latex\"]")
                List<Format> formats,
        @Setting(
                        "region of practical equivalence: differences up to so many nats count"
                                + " as none; absent: every difference counts")
                @Nullable Double rope,
        @Setting("sections of the report, by id, in order: results, paired, ...; absent:" + " all")
                @Nullable List<String> sections) {

    static final String KEY = "report";
    private static final String SECTIONS = "sections";

    enum Format {
        HTML,
        MARKDOWN,
        LATEX
    }

    ReportKeys {
        formats = List.copyOf(new LinkedHashSet<>(formats));
        if (rope != null && !(rope >= 0)) {
            throw new SettingException("rope", "must be at least 0, but is " + rope);
        }
        sections = sections == null ? null : List.copyOf(sections);
        if (sections != null && sections.isEmpty()) {
            throw new SettingException(
                    "sections", "is empty, expected at least one; leave it out for all");
        }
        if (sections != null && new LinkedHashSet<>(sections).size() < sections.size()) {
            throw new SettingException("sections", "holds a section twice: " + sections);
        }
    }

    ReportSpec with(
            @Nullable String baseline,
            List<PublishedValue> expected,
            Map<String, Label> labels,
            PluginSections known) {
        List<String> chosen = sections == null ? List.of() : sections;
        return new ReportSpec(
                Optional.ofNullable(baseline),
                expected,
                formats.stream().map(format -> Binder.tree(format).asText()).toList(),
                Optional.ofNullable(rope),
                chosen,
                labels,
                known.checksums(chosen));
    }

    /** Reports sections that do not exist, each at its place. */
    static void checkSections(Mapping root, Collection<String> known, Problems problems) {
        if (root.get(KEY).orElse(root) instanceof Mapping report
                && report.get(SECTIONS).orElse(root) instanceof Sequence list) {
            for (ConfigNode item : list.items()) {
                if (item.json().isTextual() && !known.contains(item.json().asText())) {
                    problems.addUnknown(item.place(), "section", item.json().asText(), known);
                }
            }
        }
    }
}
