// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.RunRecord;

/** Answers given questions, from a config to samples. */
@Tag("slow")
final class ConditionalTextTest {

    private static final String CONFIG =
            """
            name: conditional-text
            data: {source: grammar, task: questions, train: 60, test: 12, subjects: 2, topics: 2}
            seeds: [3]
            network: {encoder: gru, hidden: [6], embedding: 5, condition: {embedding: 4, hidden: 7}}
            likelihood: {type: tokens, hidden: [6], embedding: 5}
            training: {steps: 6, batch: 10}
            evaluation: {importanceSamples: 4}
            report: {formats: [html]}
            models:
              answer:
                variant: gaussian
                latent: 3
                condition: question
                prior: {type: conditional, hidden: [5]}
              policy:
                variant: gaussian
                latent: 3
                condition: [question, asks]
                prior: {type: conditional, hidden: [5]}
                estimator: {type: generalized-update, update: policy-gradient, samples: 2}
              alone: {variant: gaussian, latent: 3}
            """;

    @TempDir private static Path temporary;

    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, temporary);
    }

    @Test
    void theQuestionIsRecordedAndItsNetworkIsKept() throws IOException {
        RunRecord record = trained.record("policy");
        ModelFacts facts = record.provenance().facts();
        assertThat(facts.likelihood().condition()).isEqualTo(Map.of("asks", 2, "question", 7));
        assertThat(facts.preparation().given()).isEqualTo(Map.of("question", "question"));
        assertThat(record.metrics())
                .containsKeys("elbo", "logLikelihood", "entropy", "validTexts.greedy");
        assertThat(parameters("policy")).contains("condition.question.embedding.vectors");
        assertThat(parameters("alone")).doesNotContain("condition.");
        assertThat(trained.record("alone").metrics()).containsKeys("entropy");
    }

    /** Returns the text of the checkpoint, whose header names the parameters. */
    private static String parameters(String model) throws IOException {
        try (Stream<Path> files = Files.walk(trained.run(model))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return all.toString();
        }
    }

    private int sample(String model, String condition) throws IOException {
        return terminal.vaelab(
                "sample",
                trained.run(model).toString(),
                "--count",
                "3",
                "--out",
                temporary.resolve("samples.csv").toString(),
                "--condition",
                condition);
    }

    @Test
    void aQuestionIsGivenAsWords() throws IOException {
        assertThat(
                        sample(
                                "answer",
                                "question=who is in the garden ? teacher in kitchen , doctor in"
                                        + " garden"))
                .as("%s", terminal)
                .isZero();
        assertThat(Files.readAllLines(temporary.resolve("samples.csv"))).hasSize(4);
        assertThat(sample("answer", "test")).as("%s", terminal).isZero();
    }

    @Test
    void otherConditionsAreRefused() throws IOException {
        assertThat(sample("answer", "question=who is the pilot ?")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("'pilot' is not in the vocabulary");
        assertThat(sample("answer", "who")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("this model is given a text: write question=WORDS");
        Path file = Files.writeString(temporary.resolve("given.csv"), "1,2\n");
        assertThat(sample("answer", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("'question' is a text, which no .csv file gives");
    }

    @Test
    void aRunIsReproduced() throws IOException {
        assertThat(terminal.vaelab("reproduce", trained.run("policy").toString()))
                .as("%s", terminal)
                .isZero();
    }
}
