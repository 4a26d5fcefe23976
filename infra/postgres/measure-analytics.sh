#!/usr/bin/env bash
# How long analytics take, medians of nine requests each:
#   infra/postgres/measure-analytics.sh http://127.0.0.1:8081 "$ADMIN_API_TOKEN"
# for a database that ten-million-messages.sql filled, and that the services, or the command retention, have counted since.
# The periods begin and end within an hour, so that messages are read too.
set -euo pipefail
admin=$1 token=$2
now=$(date --utc +%FT%TZ)

ask() { # CHATBOT DAYS BUCKET
  local from to query times=()
  from=$(date --utc --date="$now - $2 days - 13 minutes" +%FT%TZ) to=$now
  query="$admin/api/v1/analytics/messages?from=$from&to=$to&bucket=$3"
  [ "$1" = all ] || query+="&chatbotId=$1"
  for _ in 1 2 3 4 5 6 7 8 9; do
    times+=("$(curl -sS -o /dev/null -w '%{time_total} %{http_code} %{size_download}' -H "Authorization: Bearer $token" "$query")")
  done
  printf '%s\n' "${times[@]}" | sort -n |
    awk -v what="$1, $2 days by $3" '{ ms[NR] = $1 * 1000; code = $2; size = $3 }
      END { printf "%-28s %5.0f ms (%.0f to %.0f)  HTTP %s, %d kB\n", what, ms[5], ms[1], ms[9], code, size / 1024 }'
}

for days in 1 31 92; do
  ask bot-1 $days hour
  ask bot-0 $days hour
  ask bot-0 $days day
done
ask all 1 hour
ask all 3 hour
for days in 7 31 59; do ask all $days day; done
