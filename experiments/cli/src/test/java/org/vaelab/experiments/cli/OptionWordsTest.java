// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "choose another output folder; nothing is overwritten"
                        + "|choose another folder with --out; nothing is overwritten",
                "begin anew in another output folder|begin anew in another folder with --out",
                "choose a new or an empty output folder, such as a/b; nothing is written"
                        + "|choose a new or an empty folder with --out, such as --out a/b; nothing is written",
                "or divide the plan into shards|or divide the plan with --shard",
                "add the plugin's jar 'my part-1.jar'; it had sha256:0"
                        + "|add --plugin <path of my part-1.jar>; it had sha256:0",
                "give the pinned build as the plugin's jar '$1.jar', or"
                        + "|give the pinned build as --plugin <path of $1.jar>, or",
                "add a plugin jar, which replaces|use --plugin JAR, which replaces",
                "load the jar that has it|load the jar that has it: --plugin JAR",
                "an added jar replaces one|--plugin replaces one",
                "'x' is no address of a server; expected"
                        + "|'x' (--uri, or MLFLOW_TRACKING_URI) is no address of a server; expected",
                "start one by 'mlflow server', or give another address"
                        + "|start one by 'mlflow server', or name it with --uri",
                "an incomplete archive states what is missing"
                        + "|with --incomplete, the archive states what is missing",
                "an archive with weights includes them|--with-weights includes them",
                "the others are as their cells are"
                        + "|the others are as their cells are; --dry-run shows their kinds",
                "set encoderOutputs: {mean: mu, logVariance: $1}"
                        + "|set encoderOutputs: {mean: mu, logVariance: $1} (judge: --encoder-output=mean=mu,logVariance=$1)",
                "such as decoderOutputs: {logits: out}"
                        + "|such as decoderOutputs: {logits: out} (judge: --decoder-output=logits=out)",
                "set inputRange: [-1, 1]|set inputRange: [-1, 1] (judge: --input-range=-1,1)",
                "set outputRange: [0, 255]|set outputRange: [0, 255] (judge: --output-range=0,255)",
                "set layout: channels-first or layout: columns-first-channels-last"
                        + "|set layout: channels-first (judge: --layout=channels-first) or"
                        + " layout: columns-first-channels-last (judge: --layout=columns-first-channels-last)",
                "leave outputRange out|leave outputRange out (judge: --output-range)",
                "or set check: off, to evaluate|or set check: off (judge: --no-check), to evaluate",
            })
    void wordsOfTheLibraryAreOptions(String library, String here) {
        assertThat(OptionWords.in(library)).isEqualTo(here);
        assertThat(OptionWords.in("first\n    " + library)).isEqualTo("first\n    " + here);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "condition 'a: b': unknown|--condition 'a: b': unknown",
                "figure a.doc: name a .svg|--figure a.doc: name a .svg",
                "set: trainng.steps: unknown|--set: trainng.steps: unknown",
                "budget: unknown budget 'smal'|--budget: unknown budget 'smal'",
                "judge: posterior: unexpected end|--posterior: unexpected end",
                "judge: prior.type: duplicate|--prior: type: duplicate",
            })
    void anErrorBeginsWithTheOption(String library, String here) {
        assertThat(OptionWords.begun(library)).isEqualTo(here);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "judge: models.judged.posterior: a.onnx does not exist",
                "a.yaml:3: set: is 3, expected a mapping",
                "conditions are of the data",
                "models.m.network: {layout: channels-first, inputRange: [0, 1]}",
                "network.inputRange: [0, 1] -> [-1, 1]",
            })
    void otherWordsStay(String message) {
        assertThat(OptionWords.begun(message)).isEqualTo(message);
        assertThat(OptionWords.in(message)).isEqualTo(message);
    }

    @Test
    void theConsoleSaysOptions() {
        StringWriter err = new StringWriter();
        Console console =
                Console.of(new PrintWriter(new StringWriter()), new PrintWriter(err, true));
        console.error("a\n    choose another output folder");
        console.line("warning: add the plugin's jar 'a.jar'");
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: a",
                        "    choose another folder with --out",
                        "warning: add --plugin <path of a.jar>");
    }
}
