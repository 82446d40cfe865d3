// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class SparkMasterTest {

    private static void require(String url) {
        new SparkMaster(url).requireAnswer();
    }

    @Test
    void oneOfSeveralMastersMustAnswer() throws IOException {
        String url;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "spark://127.0.0.1:1,127.0.0.1:" + socket.getLocalPort();
            assertThatCode(() -> require(url)).doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> require(url))
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll("no master of Spark answers at " + url, "--master");
    }

    @Test
    void anAddressNeedsAPort() {
        assertThatThrownBy(() -> require("spark://host"))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("such as spark://host:7077");
        assertThatThrownBy(() -> require("spark://a b:7077")).isInstanceOf(ClusterException.class);
    }

    @Test
    void otherClustersAreLeftToSpark() {
        assertThatCode(() -> require("local[2]")).doesNotThrowAnyException();
        assertThatCode(() -> require("yarn")).doesNotThrowAnyException();
    }
}
