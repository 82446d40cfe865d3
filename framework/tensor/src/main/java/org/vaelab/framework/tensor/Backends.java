// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** The tensor backends on the class path, by name. */
public final class Backends {

    /** The name that leaves the choice of backend, or device, to VaeLab. */
    public static final String AUTO = "auto";

    /**
     * A backend that could be opened.
     *
     * @param name by which {@code runtime.backend} chooses it
     * @param devices on which it could run
     * @param preference of {@code auto}: the largest wins
     */
    public record Candidate(String name, Set<String> devices, int preference) {}

    private final List<BackendProvider> providers;

    private Backends(List<BackendProvider> providers) {
        this.providers = providers;
    }

    /** Finds the backends that a class loader sees; loads no native code. */
    public static Backends find(ClassLoader loader) {
        return new Backends(
                ServiceLoader.load(BackendProvider.class, loader).stream()
                        .map(ServiceLoader.Provider::get)
                        .sorted(
                                Comparator.comparingInt(BackendProvider::preference)
                                        .reversed()
                                        .thenComparing(BackendProvider::name))
                        .toList());
    }

    /** Returns the backends, the most preferred first. */
    public List<Candidate> candidates() {
        return providers.stream()
                .map(p -> new Candidate(p.name(), p.devices(), p.preference()))
                .toList();
    }

    /** Returns the names of the backends, the most preferred first. */
    public List<String> names() {
        return providers.stream().map(BackendProvider::name).toList();
    }

    /** Returns what the backends say of devices besides the processor; may load natives. */
    public List<String> deviceReport() {
        return providers.stream().flatMap(p -> p.deviceReport().stream()).toList();
    }

    /** Returns what the backends say of their native libraries, each line once. */
    public List<String> libraryReport() {
        return providers.stream().flatMap(p -> p.libraryReport().stream()).distinct().toList();
    }

    /**
     * Opens the preferred runtime for the calling thread, of single precision, with one thread.
     *
     * @throws BackendException if its natives cannot be loaded
     */
    public TensorRuntime open() {
        return open(AUTO, AUTO, 1, DType.FLOAT32);
    }

    /**
     * Opens a runtime for the calling thread.
     *
     * @param backend a name, or {@link #AUTO}: the most preferred that has the device
     * @param device {@code auto}, {@code cpu} or {@code cuda}
     * @param threads of matrix products, at least 1
     * @throws IllegalArgumentException if there is no such backend, or none for the device
     * @throws BackendException if its natives cannot be loaded
     */
    public TensorRuntime open(String backend, String device, int threads, DType dtype) {
        return open(backend, device, threads, dtype, ProductPrecision.FULL);
    }

    /**
     * Opens a runtime for the calling thread, whose layers may be trained in reduced precision.
     *
     * @param backend a name, or {@link #AUTO}: the most preferred that has the device
     * @param device {@code auto}, {@code cpu} or {@code cuda}
     * @param threads of matrix products, at least 1
     * @throws IllegalArgumentException if there is no such backend, or none for the device
     * @throws BackendException if its natives cannot be loaded, or it cannot multiply like that
     */
    public TensorRuntime open(
            String backend, String device, int threads, DType dtype, ProductPrecision products) {
        return open(backend, device, threads, dtype, products, UnaryOperator.identity());
    }

    /**
     * Opens a runtime for the calling thread on what is put around the backend, such as a proxy
     * that writes down what is asked of it.
     *
     * @param backend a name, or {@link #AUTO}: the most preferred that has the device
     * @param device {@code auto}, {@code cpu} or {@code cuda}
     * @param threads of matrix products, at least 1
     * @param around from the backend to what the runtime computes with
     * @throws IllegalArgumentException if there is no such backend, or none for the device
     * @throws BackendException if its natives cannot be loaded, or it cannot multiply like that
     * @throws RuntimeException what {@code around} throws
     */
    public TensorRuntime open(
            String backend,
            String device,
            int threads,
            DType dtype,
            ProductPrecision products,
            UnaryOperator<TensorBackend> around) {
        BackendProvider provider = choose(backend, device);
        BackendSettings settings = new BackendSettings(device, threads, products);
        return TensorRuntime.on(around.apply(provider.open(settings)), dtype);
    }

    private BackendProvider choose(String backend, String device) {
        if (!backend.equals(AUTO) && !names().contains(backend)) {
            throw new IllegalArgumentException(
                    "unknown backend '"
                            + backend
                            + "'; present: auto, "
                            + String.join(", ", names())
                            + "\n    a further one is a jar, such as org.vaelab:vaelab-nd4j:"
                            + " add it to the dependencies");
        }
        return providers.stream()
                .filter(p -> backend.equals(AUTO) || p.name().equals(backend))
                .filter(p -> device.equals(AUTO) || p.devices().contains(device))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(noDevice(backend, device)));
    }

    private String noDevice(String backend, String device) {
        return providers.stream()
                .filter(p -> backend.equals(AUTO) || p.name().equals(backend))
                .map(
                        p ->
                                p.name()
                                        + " has "
                                        + String.join(", ", p.devices())
                                        + p.absence(device)
                                                .map(text -> " (" + text + ")")
                                                .orElse(""))
                .collect(
                        Collectors.joining(
                                "; ", "no backend has the device '" + device + "' here: ", ""));
    }
}
