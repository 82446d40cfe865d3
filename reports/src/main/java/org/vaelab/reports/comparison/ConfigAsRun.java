// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.text.ShellWords;

/**
 * The config file of a comparison as it was run.
 *
 * @param file its name in the report's folder
 * @param text its content
 * @param command runs it again, from the report's folder
 * @param paths the keys whose values are files or folders of the user, outside of the report
 * @param plugins the file names of the plugins that the runs and the sections of the report used
 */
public record ConfigAsRun(
        String file, String text, String command, List<String> paths, List<String> plugins) {

    private static final String FILE = "config.yaml";
    private static final String SET = "--set";
    private static final Pattern ABSOLUTE = Pattern.compile("(/|[A-Za-z]:[\\\\/]).+");
    private static final Pattern NAMED = Pattern.compile("(?m)^name\\s*:");

    public ConfigAsRun {
        paths = List.copyOf(paths);
        plugins = List.copyOf(plugins);
    }

    /**
     * Returns the config of a plan; empty for a plan without its text.
     *
     * @param runs of the plan, for the plugins that they used
     */
    public static Optional<ConfigAsRun> of(ComparisonPlan plan, Collection<ComparedRun> runs) {
        String text = plan.source();
        if (text == null) {
            return Optional.empty();
        }
        Set<String> used = new TreeSet<>(plan.sectionPlugins().keySet());
        for (ComparedRun run : runs) {
            run.ended().ifPresent(record -> used.addAll(record.provenance().plugins().keySet()));
        }
        List<String> plugins = List.copyOf(used);
        Set<String> paths = new TreeSet<>();
        plan.runs().forEach(run -> collectPaths("", run.config(), paths));
        return Optional.of(
                new ConfigAsRun(FILE, text, command(plan, plugins), List.copyOf(paths), plugins));
    }

    /** Returns what its command needs, in sentences. */
    public List<String> needs() {
        List<String> texts = new ArrayList<>();
        String here =
                "In the folder of this report, which holds %s. Replace the first word by the path of"
                        + " the launcher.";
        texts.add(here.formatted(file));
        if (!paths.isEmpty()) {
            String others =
                    "%s names files that are not in this folder: %s. A relative path starts at the"
                            + " folder of %s.";
            texts.add(others.formatted(file, String.join(", ", paths), file));
        }
        if (!plugins.isEmpty()) {
            String used = "The runs used plugins, which are not in this folder: %s.";
            texts.add(used.formatted(String.join(", ", plugins)));
        }
        return texts;
    }

    /** Returns this config under another file name. */
    ConfigAsRun called(String other) {
        return new ConfigAsRun(
                other,
                text,
                command.replaceFirst(Pattern.quote(file), Matcher.quoteReplacement(other)),
                paths,
                plugins);
    }

    private static String command(ComparisonPlan plan, List<String> plugins) {
        List<String> words = new ArrayList<>(List.of("./vaelab", "compare", FILE));
        if (plan.budget() != null) {
            words.addAll(List.of("--budget", plan.budget()));
        }
        boolean setsName = false;
        for (SettingChange change : plan.changes()) {
            if (change.by().equals(SET)) {
                words.addAll(List.of(SET, change.key() + "=" + change.to()));
                setsName |= change.key().equals("name");
            }
        }
        // Without the key, the name of the file is that of the comparison.
        if (!setsName && !NAMED.matcher(Objects.requireNonNull(plan.source())).find()) {
            words.addAll(List.of(SET, "name=" + plan.name()));
        }
        plugins.forEach(jar -> words.addAll(List.of("--plugin", jar)));
        words.addAll(List.of("--out", "runs/again"));
        return ShellWords.of(words);
    }

    /** Collects the keys with absolute paths: a planned config has no others. */
    private static void collectPaths(String key, JsonNode value, Set<String> into) {
        if (value.isTextual() && ABSOLUTE.matcher(value.asText()).matches()) {
            into.add(key);
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String inner = key.isEmpty() ? member.getKey() : key + "." + member.getKey();
            collectPaths(inner, member.getValue(), into);
        }
        if (value.isArray()) {
            value.forEach(item -> collectPaths(key, item, into));
        }
    }
}
