// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigDifferenceTest {

    private static List<String> between(String before, String after) throws Exception {
        return ConfigDifference.between(read(before), read(after)).stream()
                .map(ConfigDifference::toString)
                .toList();
    }

    private static JsonNode read(String json) throws JsonProcessingException {
        return new ObjectMapper().readTree(json);
    }

    @Test
    void namesEachValueThatDiffers() throws Exception {
        assertThat(
                        between(
                                "{'a': {'b': 1, 'c': [1]}, 'd': 2}".replace('\'', '"'),
                                "{'a': {'b': 3, 'c': [1, 2]}, 'd': 2}".replace('\'', '"')))
                .containsExactly("a.b: was 1, is now 3", "a.c: was [1], is now [1,2]");
    }

    @Test
    void aValueThatOneLacksIsNotSet() throws Exception {
        assertThat(between("{}", "{\"a\": {\"b\": 1}}"))
                .containsExactly("a.b: was not set, is now 1");
        assertThat(between("{\"a\": {}}", "{}")).containsExactly("a: was {}, is now not set");
    }

    @Test
    void aValueThatBecameAnObjectDiffersAsAWhole() throws Exception {
        assertThat(between("{\"a\": 1}", "{\"a\": {\"b\": 1}}"))
                .containsExactly("a: was 1, is now {\"b\":1}");
    }

    @Test
    void theSameNumberInAnotherTypeDoesNotDiffer() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        assertThat(
                        ConfigDifference.between(
                                nodes.objectNode().put("a", 1), nodes.objectNode().put("a", 1L)))
                .isEmpty();
    }
}
