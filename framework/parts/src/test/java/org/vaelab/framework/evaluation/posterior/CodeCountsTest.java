// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.testkit.problem.Golden;

final class CodeCountsTest {

    private static final Golden GOLDEN = Golden.beside(CodeCountsTest.class, "codebook.json");

    static Stream<JsonNode> codebook() {
        return GOLDEN.cases("codebook");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(codebook()).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource
    void codebook(JsonNode golden) {
        CodebookUse.CodeCounts counts =
                new CodebookUse.CodeCounts(golden.get("input").get("codebook_size").asInt());
        golden.get("input").get("indices").forEach(code -> counts.add(code.asInt()));
        GOLDEN.check(golden, "perplexity", counts.perplexity());
        GOLDEN.check(golden, "usage_fraction", counts.usage());
    }

    @Test
    void aCodebookThatNothingUsesHasNoPerplexity() {
        assertThat(new CodebookUse.CodeCounts(3).perplexity()).isNaN();
        assertThat(new CodebookUse.CodeCounts(3).usage()).isZero();
    }
}
