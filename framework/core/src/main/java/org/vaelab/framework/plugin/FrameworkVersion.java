// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A version of VaeLab: {@code major.minor.patch}, then a build suffix, such as {@code
 * 0.1.0-SNAPSHOT-3fa9c1d2e0}.
 */
public record FrameworkVersion(String text) {

    private static final String RESOURCE = "version.properties";
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})([.-].*)?");

    /** The number of checksum digits that identify a build. */
    private static final int BUILD_DIGITS = 10;

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if it does not begin with two numbers
     */
    public FrameworkVersion {
        if (!NUMBERS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no version, expected one such as 0.1.0");
        }
    }

    /** Returns the version of the running framework, without its build. */
    public static FrameworkVersion current() {
        Properties properties = new Properties();
        try (InputStream in = FrameworkVersion.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not beside the classes");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        return new FrameworkVersion(properties.getProperty("version"));
    }

    /** Returns the version of the running framework with its build, if it runs from jars. */
    public static FrameworkVersion currentBuild() {
        // The core and all that it depends on, in the order in which 'vaelab new' sums them up.
        Path[] jars =
                Stream.of(
                                TensorRuntime.class,
                                RunFolder.class,
                                Sha256.class,
                                FrameworkVersion.class)
                        .flatMap(type -> ClassOrigin.file(type).stream())
                        .filter(Files::isRegularFile)
                        .toArray(Path[]::new);
        try {
            return jars.length == 4 ? current().build(jars) : current();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + Arrays.toString(jars), e);
        }
    }

    /** Returns this version with a build suffix, the checksum of the files. */
    public FrameworkVersion build(Path... files) throws IOException {
        String digits = Sha256.of(files).substring(0, BUILD_DIGITS);
        return new FrameworkVersion(text + "-" + digits);
    }

    /**
     * Returns whether a part that was built against another version is expected to run with this
     * one. Versions are semantic: before 1.0 the minor version must be equal, afterwards the major
     * one, with a minor version of the part that is not above this one.
     */
    public boolean runs(FrameworkVersion built) {
        int major = number(1);
        int minor = number(2);
        return major == built.number(1)
                && (major == 0 ? minor == built.number(2) : minor >= built.number(2));
    }

    private int number(int group) {
        Matcher matcher = NUMBERS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException(text);
        }
        return Integer.parseInt(matcher.group(group));
    }

    @Override
    public String toString() {
        return text;
    }
}
