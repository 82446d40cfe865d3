// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.List;
import java.util.TreeMap;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** For one member, on its own thread. */
final class SingleEngine implements Engine {

    private final Rounds rounds;

    SingleEngine(TensorBackend backend, boolean captures) {
        this.rounds = Rounds.of(backend, captures);
    }

    @Override
    public TensorBackend backend() {
        return rounds.backend();
    }

    @Override
    public Object carryOut(int member, Program program, List<Life> regions) {
        Rounds.Request request = new Rounds.Request(program, regions);
        TreeMap<Integer, Rounds.Request> all = new TreeMap<>();
        all.put(member, request);
        rounds.next(all, List.of());
        return request.answer();
    }

    @Override
    public void leave(List<Life> lives) {
        rounds.close();
    }
}
