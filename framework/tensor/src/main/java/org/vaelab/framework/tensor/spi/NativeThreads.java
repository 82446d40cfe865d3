// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.Internal;

/**
 * The number of threads of the native libraries. A process has one BLAS for all backends, and BLAS
 * has one number of threads for the process. Two open backends with different numbers would
 * silently change one another's speed and the last bits of results.
 */
@Internal
public final class NativeThreads {

    private static int users;
    private static int threads;

    private NativeThreads() {}

    /**
     * Announcements a number of threads until {@link #release}. Whoever claims it, sets it.
     *
     * @param backend the name of the backend that is about to open
     * @throws BackendException if another open backend runs with another number
     */
    public static synchronized void acquire(String backend, int wanted) {
        if (users > 0 && wanted != threads) {
            throw new BackendException(
                    "a backend is open with "
                            + threads
                            + " thread(s) in this process, and backend "
                            + backend
                            + " cannot be opened with "
                            + wanted
                            + " as well: BLAS has one number for all. Use the same"
                            + " runtime.threads for runs side by side.");
        }
        threads = wanted;
        users++;
    }

    /** Gives a claim back. */
    public static synchronized void release() {
        users--;
    }
}
