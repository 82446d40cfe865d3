// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.settings.YamlScalar;

final class YamlScalarTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " a", "a ", "a: b", "a, b", "#a", "a #b", "{a}", "[a", "\"a\"", "'a", "a\nb",
                "1e3", "010", ".5", "true", "No", "null", "~", "- a", "&a", "*", "!a", "%", "@a",
                "größe", "a b"
            })
    void aTextThatIsNoPlainWordIsQuotedAndReadsBack(String text) throws IOException {
        String written = YamlScalar.written(text);
        assertThat(written).startsWith("\"").endsWith("\"");
        JsonNode read = new YAMLMapper().readTree("{" + written + ": count}");
        assertThat(read.fieldNames()).toIterable().containsExactly(text);
    }

    @Test
    void aPlainWordIsWrittenAsItIs() {
        assertThat(YamlScalar.written("town_2.b-c")).isEqualTo("town_2.b-c");
    }
}
