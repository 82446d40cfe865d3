// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The URL of a master of Spark.
 *
 * @param url such as {@code spark://host:7077}, {@code spark://a:7077,b:7077} or {@code local[2]}
 */
record SparkMaster(String url) {

    private static final String STANDALONE = "spark://";

    private static final int PATIENCE_MILLIS = 5000;

    /**
     * Requires that somebody listens at the address of a standalone master. Spark itself would try
     * for a minute and not tell why it gives up.
     */
    void requireAnswer() {
        if (!url.startsWith(STANDALONE)) {
            return;
        }
        List<String> reasons = new ArrayList<>();
        for (String address : url.substring(STANDALONE.length()).split(",", -1)) {
            URI master = parse(address);
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(master.getHost(), master.getPort()), PATIENCE_MILLIS);
                return;
            } catch (IOException e) {
                reasons.add(address + ": " + e.getMessage());
            }
        }
        throw new ClusterException(
                "no master of Spark answers at %s (%s)%n    start it, or correct --master; the same command goes on"
                        .formatted(url, String.join("; ", reasons)));
    }

    private URI parse(String address) {
        try {
            URI master = URI.create(STANDALONE + address);
            if (master.getHost() != null && master.getPort() > 0) {
                return master;
            }
        } catch (IllegalArgumentException e) {
            // The message below tells enough.
        }
        throw new ClusterException(
                "--master " + url + ": expected a host and a port, such as spark://host:7077");
    }
}
