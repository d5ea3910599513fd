{{- define "tidemark.labels" -}}
app.kubernetes.io/part-of: tidemark
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "tidemark.chartLabels" -}}
{{ include "tidemark.labels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* An image: name, digest, and the root. */}}
{{- define "tidemark.image" -}}
{{- $root := index . 2 -}}
{{- if index . 1 -}}
{{ index . 0 }}@{{ index . 1 }}
{{- else -}}
{{ index . 0 }}:{{ default $root.Chart.AppVersion $root.Values.images.tag }}
{{- end -}}
{{- end }}

{{/* The job's configuration with what other values say. */}}
{{- define "tidemark.pipeline" -}}
{{- if not .Values.pipeline.kafka.bootstrapServers -}}
{{- fail "pipeline.kafka.bootstrapServers is missing; give the address of a broker, such as kafka:9092" -}}
{{- end -}}
{{- if not .Values.detectors -}}
{{- fail "detectors is empty; give at least one definition, such as --set-file 'detectors.plant\\.yaml=plant.yaml'" -}}
{{- end -}}
{{- range $own := list "detectors" "parallelism" -}}
{{- if hasKey $.Values.pipeline $own -}}
{{- fail (printf "pipeline.%s is not accepted; the chart sets it" $own) -}}
{{- end -}}
{{- end -}}
{{- $set := dict "jobName" .Release.Name "detectors" (keys .Values.detectors | sortAlpha) "parallelism" (int .Values.job.parallelism) -}}
{{- toYaml (merge $set .Values.pipeline) -}}
{{- end }}

{{- define "tidemark.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ index . 0 }}
runAsGroup: {{ index . 0 }}
fsGroup: {{ index . 1 }}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "tidemark.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "tidemark.pullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "tidemark.secretMounts" -}}
{{- range .Values.secrets }}
- {name: secret-{{ . }}, mountPath: /secrets/{{ . }}, readOnly: true}
{{- end }}
{{- end }}

{{- define "tidemark.secretVolumes" -}}
{{- range .Values.secrets }}
- name: secret-{{ . }}
  secret: {secretName: {{ . }}}
{{- end }}
{{- end }}
