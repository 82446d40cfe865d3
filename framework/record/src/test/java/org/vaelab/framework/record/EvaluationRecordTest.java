// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationRecordTest {

    /** As version 0.2 wrote it. */
    private static final String OLD =
            """
            {
              "config": {"model": "vae", "evaluation": {"importanceSamples": 7}},
              "metrics": {"elbo": {"value": -1.5, "standardError": 0.1, "unit": "nats",
                "kind": "lower-bound", "samples": 1}},
              "evaluatedData": {"elbo": 60},
              "absentMetrics": {},
              "caveats": {}
            }
            """;

    @Test
    void anEvaluationOfAnEarlierVersionIsRead() throws IOException {
        EvaluationRecord record =
                RecordMapper.read(
                        OLD.getBytes(StandardCharsets.UTF_8), EvaluationRecord.class, "old");
        assertThat(record.evaluatedData()).containsEntry("elbo", 60L);
        assertThat(record.origin()).isNull();
        assertThat(record.isOf(record.config(), "", "")).isFalse();
    }

    @Test
    void configsDifferInValuesAndAListIsOne() throws IOException {
        assertThat(
                        SettingChange.between(
                                        RecordMapper.tree(new Pair(1, List.of(1, 2))),
                                        RecordMapper.tree(new Pair(1, List.of(1, 3))),
                                        "--set")
                                .toString())
                .isEqualTo("[SettingChange[key=b, from=[1,2], to=[1,3], by=--set]]");
    }

    private record Pair(int a, List<Integer> b) {}
}
