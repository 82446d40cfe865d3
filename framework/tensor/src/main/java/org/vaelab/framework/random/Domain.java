// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

/**
 * The use of a Philox stream. Each use has a salt on the Philox key, so that different kinds of
 * draw from one {@link RandomKey}, and the keys derived from it, share no block.
 *
 * <p>The salts are consecutive 64-bit words of the fraction of pi: constants without structure and
 * without choice. They are part of the reproducible bytes and never change; a new use takes the
 * next word.
 */
enum Domain {
    ROOT(0x243F6A8885A308D3L),
    SPLIT(0x13198A2E03707344L),
    FOLD(0xA4093822299F31D0L),
    BITS(0x082EFA98EC4E6C89L),
    UNIFORM(0x452821E638D01377L),
    NORMAL(0xBE5466CF34E90C6CL),
    EXPONENTIAL(0xC0AC29B7C97C50DDL),
    GAMMA(0x9216D5D98979FB1BL),
    BETA_FIRST(0xD1310BA698DFB5ACL),
    BETA_SECOND(0x2FFD72DBD01ADFB7L),
    BERNOULLI(0xB8E1AFED6A267E96L),
    CATEGORICAL(0xBA7C9045F12C7F99L),
    PERMUTATION(0x24A19947B3916CF7L);

    private final long salt;

    Domain(long salt) {
        this.salt = salt;
    }

    long salt() {
        return salt;
    }
}
