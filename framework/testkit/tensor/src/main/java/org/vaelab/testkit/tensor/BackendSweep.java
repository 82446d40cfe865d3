// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;
import org.vaelab.framework.tensor.spi.BackendProvider;

/**
 * Fails where a backend that is announced in a package has no {@link TensorBackendContract} or no
 * {@link DifferentiationContract} on the class path, in that package or below it.
 */
public abstract class BackendSweep {

    private final String packageName;

    /**
     * Creates the sweep.
     *
     * @param packageName of the providers, and of their contracts
     */
    protected BackendSweep(String packageName) {
        this.packageName = packageName;
    }

    /** Both contracts of every backend of the package, and there is a backend. */
    @Test
    final void everyBackendHasItsContracts() {
        List<String> names =
                ServiceLoader.load(BackendProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(p -> p.getClass().getName().startsWith(packageName + "."))
                        .map(BackendProvider::name)
                        .toList();
        assertThat(names).as("backends of package " + packageName).isNotEmpty();
        assertThat(covered(TensorBackendContract.class, TensorBackendContract::provider))
                .as("backends with a TensorBackendContract")
                .containsAll(names);
        assertThat(covered(DifferentiationContract.class, DifferentiationContract::provider))
                .as("backends with a DifferentiationContract")
                .containsAll(names);
    }

    private <C> Set<String> covered(Class<C> contract, Function<C, BackendProvider> provider) {
        return ReflectionSupport.findAllClassesInPackage(
                        packageName,
                        type ->
                                contract.isAssignableFrom(type)
                                        && !Modifier.isAbstract(type.getModifiers()),
                        name -> true)
                .stream()
                .map(type -> contract.cast(ReflectionSupport.newInstance(type)))
                .map(found -> provider.apply(found).name())
                .collect(Collectors.toSet());
    }
}
