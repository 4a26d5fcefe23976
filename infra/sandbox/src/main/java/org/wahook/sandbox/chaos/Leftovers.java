package org.wahook.sandbox.chaos;

/**
 * What lies in the database when everything works again and all is settled.
 *
 * @param pending messages of customers that nobody has answered
 * @param drafts replies and messages of people that nobody has sent
 * @param swept conversations for which the sweeper had to publish a job
 */
record Leftovers(long pending, long drafts, long swept) {

    static Leftovers of(ChaosSystem system) {
        return new Leftovers(
                count(system, "SELECT count(*) FROM messages WHERE status = 'pending'"),
                count(system, "SELECT count(*) FROM messages WHERE status IN ('draft', 'sending')"),
                count(system, "SELECT count(*) FROM whatsapp_conversations WHERE swept_at IS NOT NULL"));
    }

    private static long count(ChaosSystem system, String sql) {
        return Long.parseLong(system.query(sql).getFirst());
    }

    boolean none() {
        return pending == 0 && drafts == 0;
    }

    @Override
    public String toString() {
        return "left over: %d pending, %d drafts; %d conversations were swept".formatted(pending, drafts, swept);
    }
}
