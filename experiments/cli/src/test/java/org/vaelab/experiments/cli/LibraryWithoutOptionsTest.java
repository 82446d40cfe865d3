// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The library is called from Java too, where there are no options. */
final class LibraryWithoutOptionsTest {

    /** Code that Java programs call, and why it says options. */
    private static final Map<String, String> COMMANDS =
            Map.ofEntries(
                    Map.entry("Filling", "the page shows the command of what it did"),
                    Map.entry("Generating", "the page shows the command of what it did"),
                    Map.entry("Shown", "the page shows the command of what it did"),
                    Map.entry("MapOfCodes", "the page shows the command of what it did"),
                    Map.entry("HubFolder", "a card has commands"),
                    Map.entry("Guard", "a command has opened the page"),
                    Map.entry("UsedParts", "the options of a command"),
                    Map.entry("ConfigAsRun", "a report has the command of each table"),
                    Map.entry("RunsSection", "a report explains its commands"),
                    Map.entry("Replacement", "plans record it"),
                    Map.entry("FurtherEvaluator", "records of evaluations have it"));

    /** A comment, a text, or a character. */
    private static final Pattern LITERAL =
            Pattern.compile(
                    "//[^\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|'(?:[^'\\\\\n]|\\\\.)+'"
                            + "|\"(?:[^\"\\\\\n]|\\\\.)*\"",
                    Pattern.DOTALL);

    /** Returns the options that texts of a source file name. */
    private static Set<String> named(String source, Set<String> options) {
        Set<String> found = new TreeSet<>();
        for (Matcher literal = LITERAL.matcher(source); literal.find(); ) {
            if (literal.group().startsWith("\"")) {
                Matcher word =
                        Pattern.compile("--[a-z][a-z-]*|\\bvaelab [a-z]+").matcher(literal.group());
                word.results()
                        .map(MatchResult::group)
                        .filter(options::contains)
                        .forEach(found::add);
            }
        }
        return found;
    }

    /** Returns what is typed: options, and {@code vaelab} with a command. */
    private static Set<String> options(CommandLine command) {
        Set<String> all = new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
        all.removeIf(option -> !option.startsWith("--"));
        command.getSubcommands()
                .forEach(
                        (name, each) -> {
                            all.add("vaelab " + name);
                            all.addAll(options(each));
                        });
        return all;
    }

    @Tag("full")
    @Test
    void onlyTheCommandLineNamesOptions() throws IOException {
        Set<String> options = options(Main.commandLine());
        assertThat(options).contains("--out", "--plugin", "--set", "--no-check", "vaelab list");
        assertThat(named("throw new X(\"a, or 'b'; \\\"c\\\" with --out\");", options))
                .containsExactly("--out");
        assertThat(named("\"'./vaelab list' of vaelab itself\"", options))
                .containsExactly("vaelab list");
        assertThat(named("/** {@code \"--set\"} */ char c = '\"'; // \"--out\"", options))
                .isEmpty();
        List<String> found = new ArrayList<>();
        Set<String> allowed = new TreeSet<>();
        int files = 0;
        for (Path file : sources()) {
            files++;
            Set<String> names = named(Files.readString(file), options);
            String type = file.getFileName().toString().replace(".java", "");
            if (!names.isEmpty() && COMMANDS.containsKey(type)) {
                allowed.add(type);
            } else if (!names.isEmpty()) {
                found.add(file + " names " + names);
            }
        }
        assertThat(files).isGreaterThan(1000);
        assertThat(found).as("say it in words; OptionWords has the option for them").isEmpty();
        assertThat(allowed).isEqualTo(new TreeSet<>(COMMANDS.keySet()));
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String part : List.of("framework", "variants", "experiments", "reports")) {
            try (Stream<Path> all = Files.walk(Path.of("../..", part))) {
                all.filter(file -> isOfTheLibrary(file.toString().replace('\\', '/')))
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static boolean isOfTheLibrary(String file) {
        return file.endsWith(".java")
                && file.contains("/src/main/java/")
                && Stream.of(
                                "experiments/cli/",
                                "experiments/spark/",
                                "framework/benchmarks/",
                                "/testkit/")
                        .noneMatch(file::contains);
    }
}
