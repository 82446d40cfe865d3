// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.cli.MarkdownPages.ShellLine;
import org.vaelab.experiments.cli.MarkdownPages.ShellLine.Kind;

/**
 * Every command of a README file or a guide is run, or its page says why not. Those of VaeLab run in
 * {@link GuideWalks}, all others in {@code .ci/run}. Comments of a page tell what its readers need
 * not be told:
 *
 * <ul>
 *   <li>{@code <!-- not run: COMMAND: REASON -->} leaves out the commands of the page that begin
 *       so, and in {@code README.md} those of all pages;
 *   <li>{@code <!-- given: COMMAND -->} makes what the readers of the page have;
 *   <li>{@code <!-- RUN: runs/NAME/runs/MODEL-1-* -->} says which run RUN is from there on.
 * </ul>
 */
final class GuideCommandsTest {

    static final Path ROOT = Path.of(System.getProperty("vaelab.root"));
    private static final Path SCRIPT = Path.of(".ci", "run");

    /** Pages in dotfolders, which {@link MarkdownPages#below} leaves out. */
    private static final List<Path> HIDDEN =
            List.of(Path.of(".ci", "RELEASING.md"), Path.of(".site", "README.md"));

    /** Of the past, and written by VaeLab. */
    private static final Set<Path> LEFT_OUT =
            Set.of(Path.of("CHANGELOG.md"), Path.of("reports", "sample", "report.md"));

    private static final List<String> PHASES =
            List.of("validate", "compile", "test", "package", "verify", "install", "deploy");

    static Stream<Path> pages() {
        return Stream.concat(
                        MarkdownPages.below(ROOT).stream().map(ROOT::relativize), HIDDEN.stream())
                .filter(page -> !LEFT_OUT.contains(page));
    }

    static Stream<Path> walks() {
        return pages().filter(page -> commands(page).stream().anyMatch(ShellLine::isOfVaelab));
    }

    /** Returns the lines of a page without the commands that it says are not run. */
    static List<ShellLine> commands(Path page) {
        List<ShellLine> lines = MarkdownPages.shell(ROOT.resolve(page));
        List<String> left =
                Stream.concat(
                                lines.stream(),
                                MarkdownPages.shell(ROOT.resolve("README.md")).stream())
                        .filter(line -> line.kind() == Kind.NOT_RUN)
                        .map(line -> mark(line)[0])
                        .toList();
        return lines.stream()
                .filter(l -> l.kind() != Kind.NOT_RUN)
                .filter(l -> left.stream().noneMatch(l.text()::startsWith))
                .toList();
    }

    /** Returns the beginning of the commands that a comment leaves out, and the reason. */
    private static String[] mark(ShellLine line) {
        int at = line.text().lastIndexOf(": ");
        assertThat(at).as("'not run: COMMAND: REASON' of '%s'", line.text()).isPositive();
        return new String[] {line.text().substring(0, at), line.text().substring(at + 2)};
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyOtherCommandIsRunByContinuousIntegration(Path page) throws IOException {
        String script = Files.readString(ROOT.resolve(SCRIPT)).replace("\\\n", "");
        for (ShellLine line : commands(page)) {
            if (line.kind() == Kind.COMMAND && !line.isOfVaelab()) {
                assertThat(isIn(script, line.text()))
                        .as(
                                "%s: is '%s' in .ci/run, or has the page <!-- not run: COMMAND: REASON -->",
                                page, line.text())
                        .isTrue();
            }
        }
    }

    /** A command may have other options than in the script. Of Maven, profiles and goals count. */
    private static boolean isIn(String script, String command) {
        if (command.equals(".ci/run")) {
            return true;
        }
        if (!command.contains("/mvnw ")) {
            String[] words = command.split(" ", -1);
            return script.contains(
                    words[0].equals("node")
                            ? "node " + words[1]
                            : command.replaceFirst("^java ", ""));
        }
        return script.lines()
                .filter(line -> line.matches(".*mvnw\"? .*"))
                .anyMatch(
                        line ->
                                profiles(line).containsAll(profiles(command))
                                        && goal(line) >= goal(command)
                                        && (goal(command) >= 0
                                                || line.contains(lastWord(command))));
    }

    private static Set<String> profiles(String command) {
        Matcher option = Pattern.compile(" -P(\\S+)").matcher(command);
        return option.results()
                .flatMap(found -> Arrays.stream(found.group(1).split(",")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the place of the last phase of a command, or -1. */
    private static int goal(String command) {
        return MarkdownPages.split(command).stream()
                .map(word -> word.replaceAll("[();]", ""))
                .mapToInt(PHASES::indexOf)
                .max()
                .orElse(-1);
    }

    private static String lastWord(String command) {
        return command.substring(command.lastIndexOf(' ') + 1);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatIsNotRunIsThereAndHasAReason(Path page) {
        List<ShellLine> lines = MarkdownPages.shell(ROOT.resolve(page));
        for (ShellLine line : lines) {
            if (line.kind() == Kind.NOT_RUN) {
                String[] mark = mark(line);
                assertThat(lines)
                        .as("%s: '%s'", page, mark[0])
                        .anyMatch(l -> l.kind() == Kind.COMMAND && l.text().startsWith(mark[0]));
                assertThat(mark[1]).as("%s", page).matches("(needs|takes|changes|is) .+");
            }
        }
    }

    @Test
    void theCommandsAreFound() {
        assertThat(walks()).hasSizeGreaterThan(20);
        assertThat(commands(Path.of("configs", "FIRST-EXPERIMENT.md")))
                .filteredOn(ShellLine::isOfVaelab)
                .hasSizeGreaterThan(15);
        assertThat(isIn("./mvnw -B -Pslow verify", "./mvnw test -Pslow")).isTrue();
        assertThat(isIn("./mvnw -B verify", "./mvnw test -Pslow")).isFalse();
        assertThat(isIn("./mvnw -B test", "./mvnw verify")).isFalse();
        assertThat(isIn("./mvnw -B verify", "./mvnw spotless:apply")).isFalse();
        assertThat(isIn("node check.mjs", "node publish.mjs")).isFalse();
    }
}
