// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.vaelab.framework.data.DataException;

/**
 * Compares a message with the golden text {@code errors/NAME.txt}, in which {@code {dir}} stands
 * for the test's folder. With {@code -Dvaelab.golden.write=FOLDER} the texts are written there
 * instead, to be read and committed.
 */
public final class GoldenError {
    private final Class<?> test;
    private final Path dir;

    /**
     * @param test whose package has the folder {@code errors}
     * @param dir the test's folder
     */
    public GoldenError(Class<?> test, Path dir) {
        this.test = test;
        this.dir = dir;
    }

    /** Checks that an action throws a {@link DataException} with the golden text. */
    public void check(String name, ThrowingCallable action) throws IOException {
        Throwable thrown = catchThrowable(action);
        assertThat(thrown).as(name).isInstanceOf(DataException.class);
        String message = thrown.getMessage().replace(dir.toString(), "{dir}").replace('\\', '/');
        String folder = System.getProperty("vaelab.golden.write");
        if (folder != null) {
            Files.writeString(Path.of(folder).resolve(name + ".txt"), message + "\n");
            return;
        }
        try (InputStream golden = test.getResourceAsStream("errors/" + name + ".txt")) {
            assertThat(golden)
                    .as("golden text errors/%s.txt; the message is: %s", name, message)
                    .isNotNull();
            assertThat(message + "\n")
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
