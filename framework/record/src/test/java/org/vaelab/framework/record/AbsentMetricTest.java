// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AbsentMetricTest {

    @ParameterizedTest
    @CsvSource({
        "the latent space has no codebook, UNDEFINED, the latent space has no codebook",
        "failed: Index -1 (ArrayIndexOutOfBoundsException), FAILED, Index -1 (ArrayIndexOutOfBoundsException)"
    })
    void aFileHasItAsAText(String text, AbsentMetric.Kind kind, String reason) throws IOException {
        byte[] json = ("\"" + text + "\"").getBytes(UTF_8);
        AbsentMetric read = RecordMapper.read(json, AbsentMetric.class, "absent");
        assertThat(read).isEqualTo(new AbsentMetric(kind, reason)).hasToString(text);
        assertThat(new String(RecordMapper.line(read), UTF_8).strip())
                .isEqualTo("\"" + text + "\"");
    }
}
