// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.HashMap;
import java.util.Map;

/** The words that other tools have for our commands. */
final class OtherWords {

    /** The command that does it here, and what it does, by the word. */
    static final Map<String, String> COMMANDS = commands();

    private OtherWords() {}

    private static Map<String, String> commands() {
        Map<String, String> all = new HashMap<>();
        put(
                all,
                "compare CONFIG",
                "trains and evaluates its models",
                "train",
                "fit",
                "run",
                "benchmark");
        put(all, "evaluate RUN", "evaluates a finished run again", "eval", "test", "validate");
        put(all, "sample RUN", "draws from a trained model", "generate", "decode", "draw");
        put(all, "encode RUN", "writes codes", "embed", "predict", "transform", "infer");
        put(all, "score RUN FILE", "scores each example", "anomaly", "detect");
        put(all, "report DIR", "writes tables and figures", "plot", "table", "figures", "tables");
        put(
                all,
                "compare CONFIG",
                "again goes on where it stopped",
                "resume",
                "continue",
                "restart");
        put(all, "doctor", "tells what is installed", "info", "check", "env");
        put(all, "--help", "lists the commands", "help", "usage", "commands");
        return Map.copyOf(all);
    }

    private static void put(Map<String, String> all, String here, String what, String... words) {
        for (String word : words) {
            all.put(word, "'vaelab " + here + "' " + what);
        }
    }
}
