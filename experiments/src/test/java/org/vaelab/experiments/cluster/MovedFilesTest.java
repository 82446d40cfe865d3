// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MovedFilesTest {

    private static final Map<String, String> FILES = Map.of("0/a.npz", "/home/me/a.npz");

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void pathsOfTheUserBecomeThoseOfTheWorker() throws Exception {
        MovedFiles moved = new MovedFiles(FILES, "/work/files");
        JsonNode config =
                json(
                        "{'data': {'path': '/home/me/a.npz', 'labels': ['/home/me/a.npz#y']},"
                                + " 'name': '/home/me/a.npz2', 'steps': 3}");
        assertThat(moved.in(config))
                .isEqualTo(
                        json(
                                "{'data': {'path': '/work/files/0/a.npz',"
                                        + " 'labels': ['/work/files/0/a.npz#y']},"
                                        + " 'name': '/home/me/a.npz2', 'steps': 3}"));
        assertThat(moved.asShown("--data /work/files/0/a.npz")).isEqualTo("--data /home/me/a.npz");
    }

    @Test
    void aWorkerThatSeesTheFilesMovesNothing() throws Exception {
        JsonNode config = json("{'path': '/home/me/a.npz'}");
        assertThat(new MovedFiles(FILES, "").in(config)).isEqualTo(config);
    }
}
