// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.Timing.StepMillis;

class RunRecordTest {

    private static final String FROZEN = "result-schema-2.json";

    static byte[] frozen() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RunRecordTest.class.getResourceAsStream(FROZEN))) {
            return in.readAllBytes();
        }
    }

    private static RunRecord read(String json) throws IOException {
        return RecordMapper.read(json.getBytes(UTF_8), RunRecord.class, "result.json");
    }

    @Test
    void theFrozenRecordLoads() throws IOException {
        RunRecord record = RecordMapper.read(frozen(), RunRecord.class, FROZEN);
        assertThat(record.model()).isEqualTo("svae");
        assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(record.metrics().keySet())
                .containsExactly("elbo", "logLikelihood", "kl", "activeUnits");
        assertThat(record.metrics().get("elbo"))
                .isEqualTo(new Estimate(-98.125, 0.2, "nats", EstimateKind.LOWER_BOUND, 1));
        assertThat(record.metrics().get("activeUnits").standardError()).isNaN();
        assertThat(record.timing().peakMemoryMiB()).isNaN();
        assertThat(record.timing().stepMillis().median()).isEqualTo(4.9);
        assertThat(record.provenance().dataBehind("logLikelihood")).hasValue(1000);
        assertThat(record.provenance().dataBehind("kl")).isEmpty();
        assertThat(record.provenance().config().at("/training/learningRate").doubleValue())
                .isEqualTo(0.001);
        assertThat(record.failure()).isNull();
        ModelFacts facts = record.provenance().facts();
        assertThat(facts.preparation().leftOut())
                .isEqualTo(new ModelFacts.LeftOut("digit", List.of("8", "9"), 1200));
        assertThat(facts.caveat("activeUnits")).contains("of dimension 10");
        assertThat(facts.caveat("elbo")).isNull();
    }

    @Test
    void writingWhatWasReadGivesTheSameBytes() throws IOException {
        RunRecord record = RecordMapper.read(frozen(), RunRecord.class, FROZEN);
        assertThat(new String(RecordMapper.document(record), UTF_8))
                .isEqualTo(new String(frozen(), UTF_8));
    }

    @Test
    void metricsKeepTheirOrder() throws IOException {
        RunRecord record = RecordMapper.read(frozen(), RunRecord.class, FROZEN);
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m", "b")) {
            metrics.put(name, Estimate.withoutError(1, "1", EstimateKind.EXACT, 0));
        }
        RunRecord reordered =
                RunRecord.completed(
                        record.model(),
                        record.variant(),
                        metrics,
                        record.timing(),
                        record.provenance());
        metrics.clear();
        RunRecord back =
                RecordMapper.read(RecordMapper.document(reordered), RunRecord.class, "again");
        assertThat(back).isEqualTo(reordered);
        assertThat(back.metrics().keySet()).containsExactly("z", "a", "m", "b");
    }

    @Test
    void equalRunsHaveTheSameBytesWithoutTheirVolatileParts() throws IOException {
        String other =
                new String(frozen(), UTF_8)
                        .replace("25.25", "31.5")
                        .replace("2026-01-02T03:05:00Z", "2026-05-06T07:08:09Z")
                        .replace("example.yaml", "example.yaml --out elsewhere")
                        .replace("\"cpus\": 2", "\"cpus\": 64");
        RunRecord one = RecordMapper.read(frozen(), RunRecord.class, FROZEN);
        RunRecord two = read(other);
        assertThat(one).isNotEqualTo(two);
        byte[] stable = RecordMapper.document(one.withoutVolatile());
        assertThat(RecordMapper.document(two.withoutVolatile())).isEqualTo(stable);
        assertThat(read(new String(stable, UTF_8))).isEqualTo(one.withoutVolatile());
        RunRecord differs = read(new String(frozen(), UTF_8).replace("-98.125", "-98.126"));
        assertThat(RecordMapper.document(differs.withoutVolatile())).isNotEqualTo(stable);
    }

    @Test
    void recordsHoldWhatMetricsSayOfThemselves() throws IOException {
        MetricDescription own =
                MetricDescription.of("Loudness", Direction.LOWER, "How loud it is.").forRecord();
        RunRecord described =
                RecordMapper.read(frozen(), RunRecord.class, FROZEN)
                        .describing(Map.of("loudness", own));
        RunRecord back = read(new String(RecordMapper.document(described), UTF_8));
        assertThat(back).isEqualTo(described);
        assertThat(back.describe("loudness")).isEqualTo(own);
    }

    @Test
    void aMetricWithoutADescriptionHasItsNameForALabel() throws IOException {
        RunRecord record = RecordMapper.read(frozen(), RunRecord.class, FROZEN);
        assertThat(record.descriptions()).isEmpty();
        MetricDescription found = record.describe("my.metric");
        assertThat(found.label()).isEqualTo("my.metric");
        assertThat(found.direction()).isEqualTo(Direction.NEITHER);
        assertThat(found.role()).isEqualTo(MetricRole.DIAGNOSTIC);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of("\"seed\": 1,", "\"seed\": 1, \"sed\": 1,", "sed"),
                Arguments.of("\"variant\": \"vmf\",\n  \"seed\"", "\"seed\"", "variant"),
                Arguments.of(
                        "\"samples\": 500", "\"samples\": 5.5", "metrics.logLikelihood.samples"),
                Arguments.of("-93.9", "\"-93.9\"", "metrics.logLikelihood.value"),
                Arguments.of("lower-bound", "lowerBound", "metrics.elbo.kind"),
                Arguments.of(
                        "\"schema\": 2",
                        "\"schema\": 3",
                        "a newer version of VaeLab wrote it (schema 3"),
                Arguments.of("\"schema\": 2", "\"schema\": 1", "schema 1 is unknown"),
                Arguments.of("vmf-0.1.0.jar", "../x.jar", "must be a file name"),
                Arguments.of("\"byUpdates\": false,", "", "byUpdates"),
                Arguments.of(
                        "\"failure\": null",
                        "\"failure\": {\"step\":1,\"cause\":\"\",\"reproduce\":\"\"}",
                        "status is completed"),
                Arguments.of(
                        "\"unit\": \"nats\",",
                        "\"unit\": \"nats\", \"unit\": \"nats\",",
                        "Duplicate"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void readingIsStrictAndNamesThePlace(String from, String to, String expected)
            throws IOException {
        String good = new String(frozen(), UTF_8);
        String bad = good.replace(from, to);
        assertThat(bad).isNotEqualTo(good);
        assertThatThrownBy(() -> read(bad))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("result.json, line ")
                .hasMessageContaining(expected);
    }

    @Test
    void failedRunsHoldTheirFailure() throws IOException {
        RunRecord record = RecordMapper.read(frozen(), RunRecord.class, FROZEN);
        RunRecord failed =
                RunRecord.failed(
                        record.model(),
                        record.variant(),
                        Map.of(),
                        Timing.unknown(),
                        record.provenance(),
                        new Failure(17, "loss is NaN", "vaelab reproduce x"));
        RunRecord back = read(new String(RecordMapper.document(failed), UTF_8));
        assertThat(back).isEqualTo(failed);
        assertThat(back.withoutVolatile().failure()).isEqualTo(failed.failure());
    }

    @ParameterizedTest
    @CsvSource({
        "2.0E-3, 0.002",
        "2.2250738585072014E-308, 2.2250738585072014E-308",
        // Double.toString of JDK 17 writes 1.9999999999999998E23 and 8.409999999999999E21.
        "2e23, 2.0E23",
        "8.41e21, 8.41E21",
        "-0.0, -0.0",
        "NaN, null",
        "9007199254740993, 9.007199254740992E15"
    })
    void doublesAreWrittenInTheirShortestForm(double value, String expected) throws IOException {
        byte[] line = RecordMapper.line(new StepMillis(value, 1));
        assertThat(new String(line, UTF_8))
                .isEqualTo("{\"min\":" + expected + ",\"median\":1.0}\n");
        assertThat(RecordMapper.read(line, StepMillis.class, "line").min())
                .isEqualTo(Double.valueOf(value));
    }

    @Test
    void infinitiesAreReadBack() throws IOException {
        String infinite = new String(frozen(), UTF_8).replace("-98.125", "\"-Infinity\"");
        RunRecord record = read(infinite);
        assertThat(record.metrics().get("elbo").value()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(new String(RecordMapper.document(record), UTF_8)).isEqualTo(infinite);
    }

    @Test
    void hashDependsOnContentAlone() throws IOException {
        RunRecord record = RecordMapper.read(frozen(), RunRecord.class, FROZEN);
        String hash = RecordMapper.hash(record.provenance().config());
        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(RecordMapper.hash(record.provenance().config().deepCopy())).isEqualTo(hash);
        assertThat(RecordMapper.hash(DoubleNode.valueOf(1))).isNotEqualTo(hash);
    }

    @Test
    void medianOfSteps() {
        assertThat(StepMillis.of(new double[] {3, 1, 2})).isEqualTo(new StepMillis(1, 2));
        assertThat(StepMillis.of(new double[] {4, 1, 2, 3})).isEqualTo(new StepMillis(1, 2.5));
        assertThat(StepMillis.of(new double[0]).median()).isNaN();
    }
}
