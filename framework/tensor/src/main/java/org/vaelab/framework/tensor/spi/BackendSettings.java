// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/**
 * What a run asks of a backend.
 *
 * @param device {@code auto}, {@code cpu} or {@code cuda}
 * @param threads how many threads its matrix products may use, at least 1
 */
public record BackendSettings(String device, int threads) {

    /** Checks the number of threads. */
    public BackendSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, is " + threads);
        }
    }
}
