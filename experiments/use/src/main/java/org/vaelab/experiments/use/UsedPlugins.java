// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.record.RunRecord;

/** Compares the plugin jars that records were made with, and those that are loaded. */
@Internal
public final class UsedPlugins {

    private static final Logger LOG = LoggerFactory.getLogger(UsedPlugins.class);

    private UsedPlugins() {}

    /**
     * Returns the plugin jars of a record by their file names, in the order of the names.
     *
     * @param given the loaded jars
     * @return the loaded jar with the checksum of the record; empty if there is none
     */
    public static SortedMap<String, Optional<Path>> of(RunRecord record, PluginJars given) {
        SortedMap<String, Optional<Path>> jars = new TreeMap<>();
        record.provenance()
                .plugins()
                .forEach((name, checksum) -> jars.put(name, find(checksum, given)));
        return jars;
    }

    private static Optional<Path> find(String checksum, PluginJars given) {
        return given.jars().stream()
                .filter(jar -> checksum.equals(jar.recorded()))
                .map(PluginJar::path)
                .findFirst();
    }

    /**
     * Checks that the plugins of a record are given; warns about other builds.
     *
     * @param what the kind of record, for messages
     * @throws PluginException if one is not given
     */
    public static void require(RunRecord record, PluginJars given, String what) {
        record.provenance()
                .plugins()
                .forEach(
                        (name, checksum) -> {
                            if (!warnOfOtherBuild(name, checksum, given, what)) {
                                throw new PluginException(
                                        "%s: made with the plugin %s, which is not given%s"
                                                .formatted(what, name, remedy(name, checksum)));
                            }
                        });
    }

    /**
     * Warns if a report is made with other jars than its runs and its plan, or without the jar of
     * one of its sections.
     *
     * @param what the report, for messages
     */
    public static void warnOfOthers(
            Collection<RunRecord> runs,
            Map<String, String> sectionPlugins,
            PluginJars given,
            String what) {
        Set<Map.Entry<String, String>> recorded = new LinkedHashSet<>(sectionPlugins.entrySet());
        runs.forEach(run -> recorded.addAll(run.provenance().plugins().entrySet()));
        for (Map.Entry<String, String> jar : recorded) {
            boolean isGiven = warnOfOtherBuild(jar.getKey(), jar.getValue(), given, what);
            if (!isGiven && sectionPlugins.containsKey(jar.getKey())) {
                LOG.warn(
                        "{}: the plugin {} is not given, so its report sections are left out{}",
                        what,
                        jar.getKey(),
                        remedy(jar.getKey(), jar.getValue()));
            }
        }
    }

    private static String remedy(String name, String checksum) {
        return "\n    add the plugin's jar '%s'; it had %s".formatted(name, checksum);
    }

    /** Returns whether a jar is given, and warns if it is another build, known by its file name. */
    private static boolean warnOfOtherBuild(
            String name, String checksum, PluginJars given, String what) {
        if (find(checksum, given).isPresent()) {
            return true;
        }
        Optional<PluginJar> namesake =
                given.jars().stream().filter(jar -> jar.fileName().equals(name)).findFirst();
        namesake.ifPresent(
                jar ->
                        LOG.warn(
                                "{}: made with another build of the plugin {}: {}, given is {}",
                                what,
                                name,
                                checksum,
                                jar.recorded()));
        return namesake.isPresent();
    }
}
