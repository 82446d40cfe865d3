// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import java.util.Locale;
import java.util.function.ToLongFunction;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;

/**
 * The kernels among which OpenBLAS chooses by the processor: each set is a table of its library,
 * and a global pointer of the library points to the one in use.
 */
@Internal
public final class OpenBlasKernels {

    /** The symbol of the pointer to the table in use. */
    private static final String CHOSEN = "gotoblas";

    private static final String UNKNOWN = "unknown";

    private static final String[] NAMES = {
        "SAPPHIRERAPIDS", "COOPERLAKE", "SKYLAKEX", "ZEN", "HASWELL", "EXCAVATOR", "STEAMROLLER",
        "PILEDRIVER", "BULLDOZER", "SANDYBRIDGE", "BARCELONA", "NEHALEM", "CORE2", "PRESCOTT",
        "NEOVERSEN1", "NEOVERSEV1", "NEOVERSEN2", "CORTEXA57", "CORTEXA53", "VORTEX", "VORTEXM4",
        "ARMV8", "ARMV8SVE", "ARMV9SME",
    };

    private static @Nullable String inUse;

    private OpenBlasKernels() {}

    /**
     * Returns the name of the kernels in use, such as {@code skylakex}, or {@code unknown}.
     *
     * <p>A process has one BLAS, so a backend looks the name up once, when it loads its libraries.
     * A later look-up could deadlock: JavaCPP takes the locks of the dynamic linker in another
     * order than a thread that loads a library, as the JDK may at any time.
     */
    public static synchronized String inUse() {
        if (inUse == null) {
            inUse = nameOf(chosenTable(), OpenBlasKernels::addressOf);
        }
        return inUse;
    }

    private static long chosenTable() {
        Pointer chosen = Loader.addressof(CHOSEN);
        boolean known = chosen != null && !chosen.isNull();
        return known ? new PointerPointer<>(chosen).get().address() : 0;
    }

    private static long addressOf(String symbol) {
        Pointer found = Loader.addressof(symbol);
        return found == null ? 0 : found.address();
    }

    /**
     * Returns a name.
     *
     * @param table the address to which {@link #CHOSEN} points, 0 if there is none
     * @param addressOf the address of a symbol of the library, 0 if there is none
     */
    static String nameOf(long table, ToLongFunction<String> addressOf) {
        if (table == 0) {
            return UNKNOWN;
        }
        for (String name : NAMES) {
            if (addressOf.applyAsLong(CHOSEN + "_" + name) == table) {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return UNKNOWN;
    }
}
