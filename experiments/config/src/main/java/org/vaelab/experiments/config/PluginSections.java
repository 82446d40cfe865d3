// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.exception.MathRuntimeException;
import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.ClassOrigin;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.ReportSection;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.render.Sections;

/**
 * The report sections of plugins. Each ends with the name and the checksum of its jar, and an error
 * in one names the jar, the section and the class.
 *
 * @param jars the loaded jars
 * @param all the sections, in the order of the jars
 */
@Internal
public record PluginSections(PluginJars jars, List<ReportSection> all) {

    /**
     * Creates the sections of plugin jars.
     *
     * @throws PluginException if one cannot be created, or its id is invalid or taken
     */
    public static PluginSections of(PluginJars jars) {
        List<ReportSection> all = new ArrayList<>();
        jars.providers(ReportSection.class, "report section")
                .forEach(section -> all.add(new Guarded(section, jars)));
        try {
            Sections.ids(all);
        } catch (IllegalArgumentException e) {
            throw new PluginException(String.valueOf(e.getMessage()), e);
        }
        return new PluginSections(jars, List.copyOf(all));
    }

    /** Returns the ids of all sections that a report can have. */
    public List<String> ids() {
        return Sections.ids(all);
    }

    /** Returns a section that a report can have, of VaeLab or of a plugin. */
    public Optional<ReportSection> find(String id) {
        return Sections.all(all).stream().filter(section -> section.id().equals(id)).findFirst();
    }

    /** Returns the jar or module that brings a section. */
    public static String origin(ReportSection section) {
        return section instanceof Guarded
                ? section.toString()
                : ClassOrigin.describe(section.getClass());
    }

    /**
     * Returns the jars of some sections: file names with checksums.
     *
     * @param chosen the ids of the sections of a report; empty for all
     */
    Map<String, String> checksums(List<String> chosen) {
        Map<String, String> checksums = new LinkedHashMap<>();
        for (ReportSection section : all) {
            if (chosen.isEmpty() || chosen.contains(section.id())) {
                jars.of(((Guarded) section).section().getClass())
                        .ifPresent(jar -> checksums.put(jar.fileName(), jar.recorded()));
            }
        }
        return checksums;
    }

    private record Guarded(ReportSection section, PluginJars jars) implements ReportSection {

        @Override
        public String id() {
            return section.id();
        }

        @Override
        public String title() {
            return section.title();
        }

        @Override
        public List<Section.Block> blocks(Comparison comparison) throws IOException {
            try {
                List<Section.Block> blocks = new ArrayList<>(section.blocks(comparison));
                if (!blocks.isEmpty()) {
                    jars.of(section.getClass()).map(Guarded::source).ifPresent(blocks::add);
                }
                return blocks;
            } catch (MathRuntimeException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                String doing = "in report section '" + id() + "' (" + this + ")";
                jars.defect(doing, e)
                        .ifPresent(
                                defect -> {
                                    throw defect;
                                });
                throw e;
            }
        }

        private static Section.Block source(PluginJar jar) {
            return new Section.Text(
                    "This section is from the plugin "
                            + jar.fileName()
                            + ", "
                            + jar.recorded()
                            + ".");
        }

        @Override
        public String toString() {
            return ClassOrigin.describe(section.getClass());
        }
    }
}
