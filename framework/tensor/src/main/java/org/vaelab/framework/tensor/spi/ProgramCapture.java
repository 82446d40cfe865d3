// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/**
 * Captures what a program asks of a backend, to carry it out again as a whole: on a device where
 * each operation costs the host more than the device, such as a CUDA graph does.
 *
 * <p>The contract of variants in the testkit trains on it. {@code tensor.capture} is its only
 * caller.
 */
public interface ProgramCapture {

    /** A program that was captured. */
    interface Captured extends AutoCloseable {

        /**
         * Queues its operations again: they read what their arguments hold by then, and overwrite
         * the buffers that the program created.
         */
        void replay();

        /** Frees the buffers that the program created. */
        @Override
        void close();
    }

    /**
     * Captures a program. It may be called more than once; the buffers of its last call are those
     * that count. They hold nothing before the first replay, and live until the end of what is
     * captured.
     *
     * @param program computes from buffers that outlive what is captured; it opens no region,
     *     keeps, releases, overwrites and reads nothing, and creates nothing from Java's arrays
     * @throws BackendException if the backend cannot capture an operation; it is as before then
     */
    Captured capture(Runnable program);
}
