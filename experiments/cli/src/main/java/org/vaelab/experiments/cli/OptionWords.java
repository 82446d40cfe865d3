// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options that do what a message of the library says. The library is called from Java too, so
 * its messages name no options.
 */
final class OptionWords {

    private static final String FOLDER = "folder with --out";

    /** What the key of a config, after these words, has as its option of {@code judge}. */
    private static final String PROPOSED = "(?<=\\bset |\\bor |\\bsuch as )";

    /** Wherever they stand in a message. */
    private static final List<Words> ANYWHERE =
            List.of(
                    Words.of("another output folder", "another " + FOLDER),
                    Words.of(
                            "a new or an empty output folder, such as ",
                            "a new or an empty " + FOLDER + ", such as --out "),
                    Words.of("divide the plan into shards", "divide the plan with --shard"),
                    Words.of("the plugin's jar '([^'\n]*)'", "--plugin <path of $1>"),
                    Words.of("add a plugin jar", "use --plugin JAR"),
                    Words.of("load the jar that has it", "$0: --plugin JAR"),
                    Words.of("an added jar replaces", "--plugin replaces"),
                    Words.of(
                            "is no address of a server",
                            "(--uri, or MLFLOW_TRACKING_URI) is no address of a server"),
                    Words.of("or give another address", "or name it with --uri"),
                    Words.of(
                            "an incomplete archive states",
                            "with --incomplete, the archive states"),
                    Words.of("an archive with weights includes", "--with-weights includes"),
                    Words.of(
                            "the others are as their cells are", "$0; --dry-run shows their kinds"),
                    Words.of("write the report there", "$0: ./vaelab report FOLDER"),
                    Words.of("write the report again", "$0: ./vaelab report FOLDER"),
                    Words.of("archive the folder of a comparison", "$0: vaelab archive FOLDER"),
                    Words.of("encode a new file", "$0: vaelab encode RUN FILE"),
                    Words.of("evaluate the run on another data set", "$0: vaelab evaluate RUN"),
                    Words.of(
                            "a metric has the name that results give it",
                            "'vaelab list metrics' shows all"),
                    new Words(
                            PROPOSED + "(encoder|decoder)Outputs: \\{([^{}\n]*)}",
                            found -> judge(found, "-output=", found.group(2).replace(": ", "="))),
                    new Words(
                            PROPOSED + "(input|output)Range: \\[([^\\[\\]\n]*)]",
                            found -> judge(found, "-range=", found.group(2))),
                    Words.of(PROPOSED + "layout: ([a-z]+(?:-[a-z]+)+)", "$0 (judge: --layout=$1)"),
                    Words.of("leave outputRange out", "$0 (judge: --output-range)"),
                    Words.of("set check: off", "$0 (judge: --no-check)"));

    /** What a message of an error begins with. */
    private static final List<Words> BEGINNINGS =
            List.of(
                    Words.of(
                            "^(condition|given|alarm|parameters|units|observed|heatmap|figure|steps)\\b",
                            "--$1"),
                    Words.of("(?m)^(set|budget): ", "--$1: "),
                    Words.of("(?m)^judge: (posterior|likelihood|prior)(?:: |\\.)", "--$1: "));

    private OptionWords() {}

    private record Words(Pattern library, Function<MatchResult, String> option) {

        Words(String library, Function<MatchResult, String> option) {
            this(Pattern.compile(library), option);
        }

        /** Words that a replacement text of {@link Matcher} replaces. */
        static Words of(String library, String option) {
            return new Words(library, found -> option);
        }

        String in(String message) {
            return library.matcher(message).replaceAll(option);
        }
    }

    private static String judge(MatchResult found, String option, String argument) {
        return Matcher.quoteReplacement(
                "%s (judge: --%s%s%s)"
                        .formatted(
                                found.group(),
                                found.group(1),
                                option,
                                argument.replace(", ", ",")));
    }

    /** Returns a text of the library with the options that it means. */
    static String in(String text) {
        return replaced(text, ANYWHERE);
    }

    /**
     * Returns the message of an error that begins with what the caller has given, such as {@code
     * condition}, as the option is called. {@link #in} replaces the rest.
     */
    static String begun(String message) {
        return replaced(message, BEGINNINGS);
    }

    private static String replaced(String text, List<Words> all) {
        String now = text;
        for (Words words : all) {
            now = words.in(now);
        }
        return now;
    }
}
