// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Announces a backend to {@link java.util.ServiceLoader} without loading its native code. */
public interface BackendProvider {

    /** Returns the name by which {@code runtime.backend} chooses it. */
    String name();

    /** Returns the devices it can run on, such as {@code cpu}, judged without loading natives. */
    Set<String> devices();

    /**
     * Returns why a device that it could have is not among {@link #devices()}: what is missing, in
     * which version, and what to do. Empty for a device that it never has. May load natives.
     */
    default Optional<String> absence(String device) {
        return Optional.empty();
    }

    /**
     * Returns what {@code doctor} says of devices besides the processor: what was found, where, and
     * what is missing. May load natives.
     */
    default List<String> deviceReport() {
        return List.of();
    }

    /**
     * Returns what {@code doctor} says of native libraries: the folder of those in use, and other
     * copies of them on this machine.
     */
    default List<String> libraryReport() {
        return List.of();
    }

    /** Returns how willing {@code backend: auto} is to take it; the largest number wins. */
    int preference();

    /**
     * Loads the natives and opens a backend for the calling thread.
     *
     * @throws BackendException if the natives cannot be loaded; the message says what to do
     */
    TensorBackend open(BackendSettings settings);
}
